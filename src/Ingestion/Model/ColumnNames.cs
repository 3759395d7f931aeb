using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ModelData.Ingestion.Model;

/// <summary>What schemas have in common whose rows may share a file that learns types: the names, in any order, and what is redacted.</summary>
internal static class ColumnNames
{
    private const int HashBytes = 8;

    // Asked for each event, for few schemas.
    private static readonly ConditionalWeakTable<FeatureSchema, string> Known = [];

    /// <summary>The hash of the names: 16 lower-case hex digits.</summary>
    public static string Hash(FeatureSchema schema) => Known.GetValue(schema, Compute);

    // As if all of them were texts: one hash of names, types and redaction, and none of its own for names.
    private static string Compute(FeatureSchema schema)
    {
        string texts = new('s', schema.ColumnTypes.Length);
        string hash = schema.WithKnownTypes(texts)!.Hash;
        return Convert.ToHexStringLower(
            SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"names:{hash}")).AsSpan(0, HashBytes)
        );
    }
}
