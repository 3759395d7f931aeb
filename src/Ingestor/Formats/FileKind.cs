namespace ModelData.Ingestor.Formats;

/// <summary>The formats of data files.</summary>
internal enum FileKind
{
    Csv = 0,
    Parquet,
}
