namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>Why a <see cref="PartitionLease"/> ended.</summary>
internal enum LeaseEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>The worker stops. The partition stays its own until its work has ended; then others may take it at once.</summary>
    Stopping,

    /// <summary>Somebody else has the partition by now: nothing that only the owner may do is allowed any more.</summary>
    Lost,
}
