namespace ModelData.Ingestion.Model;

/// <summary>What a hub says of itself.</summary>
/// <param name="Name">The hub's name.</param>
/// <param name="CreatedAt">When it was created. A hub that is deleted and created again has another time, and new sequence numbers.</param>
/// <param name="PartitionIds">The ids of its partitions.</param>
internal sealed record HubProperties(string Name, DateTimeOffset CreatedAt, IReadOnlyList<string> PartitionIds);
