namespace ModelData.Ingestion.Files.Parquet;

/// <summary>The physical types of Parquet that we use, by their numbers in the format.</summary>
internal enum ParquetType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLenByteArray = 7,
}
