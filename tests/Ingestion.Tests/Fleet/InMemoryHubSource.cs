using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Tests.Fleet;

/// <summary>The hub in memory as a worker sees it.</summary>
/// <param name="hub">The hub.</param>
/// <param name="time">The worker's clock.</param>
internal sealed class InMemoryHubSource(InMemoryHub hub, TimeProvider time) : IHubSource, IHubManagement
{
    public string FullyQualifiedNamespace => "localhost";

    public string HubName => "hub";

    public string ConsumerGroup => "$Default";

    public IHubManagement Management => this;

    private TimeProvider Time => time;

    private InMemoryHub Hub => hub;

    public Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new HubProperties(HubName, hub.CreatedAt, hub.PartitionIds));

    public Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(hub.Describe(partitionId));

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => new Receiver(this, partitionId, position);

    private sealed class Receiver(InMemoryHubSource source, string partitionId, EventPosition position)
        : IPartitionReceiver
    {
        private InMemoryHub.Attachment? _attachment;

        public string PartitionId => partitionId;

        public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
            int maximumCount,
            TimeSpan maximumWait,
            CancellationToken cancellationToken = default
        )
        {
            await Task.Yield();
            if (_attachment is null)
            {
                _attachment = source.Hub.Attach(partitionId, position.SequenceNumber ?? -1);
            }

            var (events, more) = _attachment.Take(maximumCount);
            if (events.Count > 0)
            {
                return events;
            }

            await more.WaitAsync(maximumWait, source.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            return _attachment.Take(maximumCount).Events;
        }

        public ValueTask DisposeAsync()
        {
            _attachment?.Detach();
            return ValueTask.CompletedTask;
        }
    }
}
