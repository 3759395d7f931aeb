using ModelData.EventHubs;

namespace ModelData.Bench.Micro.Producer;

/// <summary>A hub that accepts everything at once, so that only the producer is measured.</summary>
internal sealed class DiscardingSender : IEventSender
{
    private const long MaximumMessageBytes = 1024 * 1024;

    public ValueTask<long> GetMaximumMessageBytesAsync(
        SendTarget target,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(MaximumMessageBytes);

    public ValueTask<EventBatch> CreateBatchAsync(
        SendTarget target,
        long? maximumBytes = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public Task SendAsync(EventBatch batch, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task SendAsync(EventData eventData, SendTarget target, CancellationToken cancellationToken = default) =>
        Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
