namespace ModelData.Bench.Load.Peers;

/// <summary>What a user would write in place of the worker.</summary>
internal enum PeerKind
{
    /// <summary>The official JavaScript SDK, one JSON event per row.</summary>
    JsRowPerEvent,

    /// <summary>The same program over the product's own batches.</summary>
    JsBatch,

    /// <summary>A plain .NET program on the official SDK over the product's own batches: CsvHelper, or Parquet.Net.</summary>
    PlainNet,

    /// <summary>The same program over one JSON event per row.</summary>
    PlainNetRowPerEvent,
}
