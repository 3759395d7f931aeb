namespace ModelData.Producer.Encoding;

/// <summary>The bytes of a value in the ring.</summary>
internal static class ValueSizes
{
    /// <summary>The size of a fixed kind; of a text, that of its length; of a null, none.</summary>
    public static int Of(ValueKind kind) =>
        kind switch
        {
            ValueKind.Null => 0,
            ValueKind.Boolean => sizeof(bool),
            ValueKind.Int32 or ValueKind.Float or ValueKind.String => sizeof(int),
            ValueKind.Int64 or ValueKind.UInt64 or ValueKind.Double or ValueKind.Timestamp => sizeof(long),
            ValueKind.Decimal => sizeof(decimal),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not the kind of a value."),
        };
}
