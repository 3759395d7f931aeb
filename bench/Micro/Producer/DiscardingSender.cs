extern alias producer;

using Azure.Messaging.EventHubs;
using producer::ModelData.HubClient;

namespace ModelData.Bench.Micro.Producer;

/// <summary>A hub that accepts everything at once, so that only the producer is measured.</summary>
internal sealed class DiscardingSender : IHubSender
{
    private const long MaximumEventBytes = 1024 * 1024;

    public Task<long> GetMaximumEventBytesAsync(CancellationToken cancellationToken) =>
        Task.FromResult(MaximumEventBytes);

    public Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(["0"]);

    public Task SendAsync(EventData data, SendTarget target) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
