namespace ModelData.Ingestion.Files.Parquet;

/// <summary>The bytes that a value takes in <see cref="ParquetRows"/>.</summary>
internal static class ColumnLayout
{
    /// <summary>The bytes of a value; for a text the bytes of its length.</summary>
    public static int Width(ParquetType type) =>
        type switch
        {
            ParquetType.Double or ParquetType.Int64 => 8,
            ParquetType.FixedLenByteArray => ExactValue.FixedBytes,
            ParquetType.Boolean => 1,
            _ => 4,
        };

    public static int ValidityBytes(int rows) => (rows + 7) / 8;
}
