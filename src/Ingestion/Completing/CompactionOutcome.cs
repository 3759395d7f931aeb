namespace ModelData.Ingestion.Completing;

/// <summary>What came of compacting a data file.</summary>
public enum CompactionOutcome
{
    /// <summary>It has its best form now: the rows, and what its metadata say of them, are as they were.</summary>
    Compacted,

    /// <summary>It had its best form already, as every CSV file has.</summary>
    IsCompact,

    /// <summary>Rows may still come to its folder: its day is not over, or a worker has announced rows.</summary>
    IsOpen,

    /// <summary>Somebody else wrote or deleted it meanwhile. It is as they left it.</summary>
    WasChanged,

    /// <summary>No worker wrote it, or somebody else changed it since.</summary>
    IsForeign,
}
