namespace ModelData.Producer.Encoding;

/// <summary>The kind of a value in the ring.</summary>
internal enum ValueKind : byte
{
    /// <summary>Of a record: each value stands behind its own kind.</summary>
    Mixed = 0,
    Null,
    Boolean,
    Int32,
    Int64,
    UInt64,
    Float,
    Double,
    Decimal,
    Timestamp,
    String,

    /// <summary>Of a <see cref="FeatureValue"/>: goes into the ring as <see cref="String"/>, as do the next ones.</summary>
    Letter,
    Day,
    Guid,
    TimeOfDay,
    Duration,
    Int128,
    UInt128,

    /// <summary>Of a CLR type: it may be collected, but only as <see cref="Mixed"/>.</summary>
    Scalar,

    /// <summary>Of a CLR type: bytes are media, not features.</summary>
    Binary,

    /// <summary>Of a CLR type: not collected.</summary>
    Unsupported,
}
