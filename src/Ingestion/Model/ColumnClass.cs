using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace ModelData.Ingestion.Model;

/// <summary>What decides where rows go among files that learn types: names, types and what is not known of them, in any order.</summary>
internal static class ColumnClass
{
    private const int HashBytes = 8;

    private static readonly ConditionalWeakTable<FeatureSchema, string> Known = [];

    /// <summary>A hash of it: 16 lower-case hex digits.</summary>
    public static string Of(FeatureSchema schema) => Known.GetValue(schema, Compute);

    private static string Compute(FeatureSchema schema)
    {
        var untyped = schema.Columns.Where(column => column.IsUntyped).Select(column => column.Name);
        string text = $"{schema.TypedHash}\n{string.Join('\n', untyped.Order(StringComparer.Ordinal))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
    }
}
