namespace ModelData.Ingestion.Replaying;

/// <summary>Where a replay was asked to start.</summary>
/// <param name="From">The first enqueued time; <see langword="null"/> for the oldest event that is stored.</param>
/// <param name="Positions">The first sequence number of partitions that start at one instead, by partition id.</param>
public sealed record ReplayStart(DateTimeOffset? From, IReadOnlyDictionary<string, long> Positions);
