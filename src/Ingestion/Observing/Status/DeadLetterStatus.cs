namespace ModelData.Ingestion.Observing.Status;

/// <summary>What is dead-lettered.</summary>
/// <param name="Letters">How many there are, those that were sent again included.</param>
/// <param name="Recent">How many lie in packs that were written within the last hour: no fewer came since.</param>
/// <param name="Newest">When the newest of their events was stored; null when there is none.</param>
/// <param name="IsWhole">Whether all were counted: beyond 100,000 blobs the rest is not.</param>
public sealed record DeadLetterStatus(long Letters, long Recent, DateTimeOffset? Newest, bool IsWhole);
