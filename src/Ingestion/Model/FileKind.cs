namespace ModelData.Ingestion.Model;

/// <summary>The formats of data files.</summary>
public enum FileKind
{
    Csv = 0,
    Parquet,
}
