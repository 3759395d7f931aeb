namespace ModelData.Bench.Load.Loops;

/// <summary>What a loop does with events.</summary>
internal enum LoopKind
{
    /// <summary>Receives and discards them.</summary>
    Raw,

    /// <summary>Receives and decompresses them.</summary>
    IdealNullSink,

    /// <summary>Receives, decompresses and parses them, and writes large Parquet row groups into memory.</summary>
    BulkParquet,

    /// <summary>Receives, decompresses, stages and commits them.</summary>
    Ideal,
}
