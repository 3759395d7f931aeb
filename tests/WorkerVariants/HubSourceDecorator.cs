using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestor.Variants;

/// <summary>Passes every event through <see cref="Pass"/>.</summary>
internal abstract class HubSourceDecorator(IHubSource inner) : IHubSource
{
    public string FullyQualifiedNamespace => inner.FullyQualifiedNamespace;

    public string HubName => inner.HubName;

    public string ConsumerGroup => inner.ConsumerGroup;

    public IHubManagement Management => inner.Management;

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => new Receiver(this, inner.CreateReceiver(partitionId, position, options));

    protected abstract ReceivedEvent Pass(string partitionId, ReceivedEvent received);

    private sealed class Receiver(HubSourceDecorator owner, IPartitionReceiver inner) : IPartitionReceiver
    {
        public string PartitionId => inner.PartitionId;

        public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
            int maximumCount,
            TimeSpan maximumWait,
            CancellationToken cancellationToken = default
        )
        {
            var events = await inner.ReceiveAsync(maximumCount, maximumWait, cancellationToken);
            return [.. events.Select(received => owner.Pass(inner.PartitionId, received))];
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
