using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;

namespace ModelData.Bench.Load.Receiving;

/// <summary>How partitions are read: from their start, through the official client, with enough events fetched ahead.</summary>
internal static class PartitionReading
{
    private const int PrefetchCount = 300;
    private const int PrefetchBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    public static PartitionReceiver Open(EventHubConnection connection, string consumerGroup, string partitionId) =>
        new(
            consumerGroup,
            partitionId,
            EventPosition.Earliest,
            connection,
            new PartitionReceiverOptions { PrefetchCount = PrefetchCount, PrefetchSizeInBytes = PrefetchBytes }
        );

    /// <summary>Takes events as they come, none after a second without any.</summary>
    public static async Task<EventData[]> ReceiveAsync(
        this PartitionReceiver receiver,
        int maximumCount,
        CancellationToken cancellationToken
    ) => [.. await receiver.ReceiveBatchAsync(maximumCount, Wait, cancellationToken)];

    /// <summary>How many events of a size to ask for at a time. Asked for more than it has, the client waits, though it has enough.</summary>
    public static int EventsPerReceive(int eventBytes) =>
        Math.Clamp(PrefetchBytes / 2 / eventBytes, 1, PrefetchCount / 2);
}
