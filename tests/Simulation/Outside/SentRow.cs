namespace ModelData.Simulation.Outside;

/// <summary>A row that was sent.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Number">Its number among the rows of both; for an event without rows its sequence number.</param>
/// <param name="Life">The life of the hub that took it.</param>
internal sealed record SentRow(string Model, int Partition, long Number, int Life)
{
    public override string ToString() => $"{Model} {Partition} {Number}";
}
