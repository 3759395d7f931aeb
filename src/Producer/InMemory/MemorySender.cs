using Azure.Messaging.EventHubs;
using ModelData.HubClient;

namespace ModelData.Producer.InMemory;

/// <summary>Takes the place of a connection in tests: every event is read as the worker reads it, and its rows are kept.</summary>
/// <param name="rows">Who keeps them.</param>
/// <param name="clock">What the hub's clock would say.</param>
internal sealed class MemorySender(CollectedRows rows, TimeProvider clock) : IHubSender
{
    // As of the standard tier.
    private const long MaximumEventBytes = 1024 * 1024;

    public Task<long> GetMaximumEventBytesAsync(CancellationToken cancellationToken) =>
        Task.FromResult(MaximumEventBytes);

    // One: rows of a collector that spreads them stay in order.
    public Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(["0"]);

    public Task SendAsync(EventData data, SendTarget target)
    {
        rows.Add(EventRows.Read(data, clock.GetUtcNow()));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
