using System.Globalization;

namespace ModelData.Producer.InMemory;

/// <summary>The value of a field, in the type that its column has in a file with types.</summary>
internal static class FieldValue
{
    /// <param name="text">The field, without quotes around it.</param>
    /// <param name="column">Its column. The text was judged to be one of its type.</param>
    public static object Parse(string text, in FeatureColumn column) =>
        column.Exact is { } exact ? ParseExact(text, exact.Kind) : Parse(text, column.Type);

    private static object Parse(string text, FeatureType type) =>
        type switch
        {
            FeatureType.Double => double.Parse(text, CultureInfo.InvariantCulture),
            FeatureType.Float => float.Parse(text, CultureInfo.InvariantCulture),
            FeatureType.Int64 => long.Parse(text, CultureInfo.InvariantCulture),
            FeatureType.Int32 => int.Parse(text, CultureInfo.InvariantCulture),
            FeatureType.Boolean => bool.Parse(text),
            FeatureType.Timestamp => DateTimeOffset.Parse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            ),
            _ => text,
        };

    private static object ParseExact(string text, ExactTypeKind kind) =>
        kind switch
        {
            ExactTypeKind.UInt64 => ulong.Parse(text, CultureInfo.InvariantCulture),
            ExactTypeKind.Decimal => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
            ExactTypeKind.Date => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            ExactTypeKind.Time => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
            ExactTypeKind.Uuid => Guid.ParseExact(text, "D"),
            _ => text,
        };
}
