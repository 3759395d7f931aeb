using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace ModelData.Ingestion.Model;

/// <summary>
/// Tells whether rows stand in the order of a file. Two schemas with the same columns share a file; which of their orders it has is
/// known from its metadata without reading it.
/// </summary>
internal static class ColumnOrder
{
    private const int HashBytes = 8;

    // Asked at each commit, for few schemas.
    private static readonly ConditionalWeakTable<FeatureSchema, string> Known = [];

    /// <summary>The hash of the header line and the types, exact ones included: 16 lower-case hex digits.</summary>
    public static string Hash(FeatureSchema schema) => Known.GetValue(schema, Compute);

    /// <summary>For each column of <paramref name="to"/> its index in <paramref name="from"/>.</summary>
    /// <returns>
    /// <see langword="null"/> when the two do not have the same columns. A type that one does not know agrees with any; exact types do not count; what is
    /// redacted in another way, or with another key, is another column.
    /// </returns>
    public static int[]? Map(FeatureSchema from, FeatureSchema to) =>
        from.RedactionKeyId == to.RedactionKeyId
        && MapNames(from, to) is { } map
        && map.Index().All(it => Agree(from.Columns[it.Item], to.Columns[it.Index]))
            ? map
            : null;

    /// <summary>The same, whatever the types are: for rows that are known to have no values where these differ.</summary>
    public static int[]? MapNames(FeatureSchema from, FeatureSchema to)
    {
        if (from.Columns.Count != to.Columns.Count)
        {
            return null;
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < from.Columns.Count; i++)
        {
            places[from.Columns[i].Name] = i;
        }

        var map = new int[to.Columns.Count];
        for (int i = 0; i < map.Length; i++)
        {
            if (!places.TryGetValue(to.Columns[i].Name, out map[i]))
            {
                return null;
            }
        }

        return map;
    }

    private static bool Agree(in FeatureColumn one, in FeatureColumn other) =>
        one.Redaction == other.Redaction && (one.Type == other.Type || one.IsUntyped || other.IsUntyped);

    private static string Compute(FeatureSchema schema)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(schema.HeaderLine.Span);
        hash.AppendData(Encoding.ASCII.GetBytes(schema.ColumnTypes));
        for (int i = 0; schema.HasExact && i < schema.Columns.Count; i++)
        {
            hash.AppendData(Encoding.ASCII.GetBytes($",{schema.Columns[i].Exact}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashBytes));
    }
}
