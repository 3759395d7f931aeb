namespace ModelData.Ingestion.Files.Parquet;

/// <summary>A committed row group cannot be read. It stays as it is, and what is behind it goes on.</summary>
internal sealed class DamagedRowGroupException(int rowGroup, Exception inner)
    : Exception($"Row group {rowGroup} cannot be read.", inner)
{
    public int RowGroup => rowGroup;
}
