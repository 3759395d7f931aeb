namespace ModelData.LocalEventHubs.Broker;

/// <summary>What is remembered about a hub beside its events.</summary>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="LogCount">How many of its logs were opened before, so that they must be there.</param>
internal readonly record struct StoredHub(DateTimeOffset CreatedAt, int LogCount);
