namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>What a receiver asked for when it attached.</summary>
/// <param name="Name">Its name, or <c>nil</c>.</param>
/// <param name="OwnerLevel">Its owner level, or <see langword="null"/>.</param>
/// <param name="WantsMetric">Whether each delivery tells the end of the partition.</param>
/// <param name="TimeProvider">The clock of that.</param>
internal sealed record ReceiverOptions(string Name, long? OwnerLevel, bool WantsMetric, TimeProvider TimeProvider);
