namespace ModelData.Bench.Load.Drain;

/// <summary>What is written.</summary>
internal enum DataFormat
{
    /// <summary>CSV; by the plain .NET program appended to a blob per path.</summary>
    Csv,

    /// <summary>Parquet; by the plain .NET program a blob per path and receive.</summary>
    Parquet,
}
