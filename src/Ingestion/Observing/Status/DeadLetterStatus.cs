namespace ModelData.Ingestion.Observing.Status;

/// <summary>What is dead-lettered.</summary>
/// <param name="Letters">How many there are, those that were sent again included.</param>
/// <param name="Recent">
/// How many lie in packs that were written within the last hour and were not sent again: no fewer such letters came since. Null when not all were counted.
/// </param>
/// <param name="Newest">When the newest of their events was stored; null when there is none, or when not all were counted.</param>
/// <param name="IsWhole">Whether all were counted: what takes longer than some seconds is not.</param>
public sealed record DeadLetterStatus(long Letters, long? Recent, DateTimeOffset? Newest, bool IsWhole);
