using ModelData.EventHubs;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>The hub as one worker sees it.</summary>
/// <param name="hub">The hub.</param>
/// <param name="outside">What lies between. Default: nothing.</param>
/// <param name="time">The worker's clock.</param>
internal sealed class InMemoryHubSource(InMemoryHub hub, Outside outside, TimeProvider time)
    : IHubSource,
        IHubManagement
{
    public string FullyQualifiedNamespace => "localhost";

    public string HubName => "hub";

    public string ConsumerGroup => "$Default";

    public IHubManagement Management => this;

    public Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default) =>
        outside.AskHubAsync(() => new HubProperties(HubName, hub.CreatedAt, hub.PartitionIds), cancellationToken);

    public Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    ) => outside.AskHubAsync(() => hub.Describe(partitionId), cancellationToken);

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => new Receiver(this, partitionId, position, options);

    private sealed class Receiver(
        InMemoryHubSource source,
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) : IPartitionReceiver
    {
        private InMemoryHub.Attachment? _attachment;

        public string PartitionId => partitionId;

        public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
            int maximumCount,
            TimeSpan maximumWait,
            CancellationToken cancellationToken = default
        )
        {
            long after = position == EventPosition.Earliest ? -1 : position.SequenceNumber;
            if (_attachment is null)
            {
                _attachment = await source.AttachAsync(partitionId, after, cancellationToken);
                await (options.OnAttached?.Invoke(cancellationToken) ?? ValueTask.CompletedTask);
            }

            var (events, more) = await source.TakeAsync(_attachment, maximumCount, cancellationToken);
            if (events.Count > 0)
            {
                return events;
            }

            await more.WaitAsync(maximumWait, source.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            return (await source.TakeAsync(_attachment, maximumCount, cancellationToken)).Events;
        }

        public ValueTask DisposeAsync()
        {
            _attachment?.Detach();
            return ValueTask.CompletedTask;
        }
    }

    private TimeProvider Time => time;

    private Task<InMemoryHub.Attachment> AttachAsync(string partitionId, long after, CancellationToken token) =>
        outside.AskHubAsync(() => hub.Attach(partitionId, after), token);

    private Task<(IReadOnlyList<ReceivedEvent> Events, Task More)> TakeAsync(
        InMemoryHub.Attachment attachment,
        int most,
        CancellationToken token
    ) => outside.AskHubAsync(() => attachment.Take(most), token);
}
