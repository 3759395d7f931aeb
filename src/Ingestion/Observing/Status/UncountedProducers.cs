namespace ModelData.Ingestion.Observing.Status;

/// <summary>Producers of a web service beyond those that a partition keeps one by one: sums of what they say. Immutable.</summary>
/// <param name="Service">Workspace and web service, escaped as in the layout; null for services that have no sum of their own.</param>
/// <param name="Heartbeats">Heartbeats within the last ten to twenty minutes.</param>
/// <param name="RecentlyLost">Rows that they say were lost in that time.</param>
public sealed record UncountedProducers(string? Service, long Heartbeats, long RecentlyLost);
