using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using ModelData.Bench.Load.Receiving;

namespace ModelData.Bench.Load.Wire;

/// <summary>Receives what is stored in all partitions, from the start and again, and discards it.</summary>
internal sealed class EventReceiving(EventHubConnection connection, int partitions, int eventBytes, WireMeter meter)
{
    private const string ConsumerGroup = EventHubConsumerClient.DefaultConsumerGroupName;

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Enumerable
                .Range(0, partitions)
                .Select(partition => Task.Run(() => ReceiveAsync(partition, cancellationToken), cancellationToken))
        );

    private async Task ReceiveAsync(int partition, CancellationToken cancellationToken)
    {
        string id = partition.ToString(CultureInfo.InvariantCulture);
        await using var client = new EventHubConsumerClient(ConsumerGroup, connection);
        var properties = await client.GetPartitionPropertiesAsync(id, cancellationToken);
        int eventsPerReceive = PartitionReading.EventsPerReceive(eventBytes);
        while (!meter.IsOver)
        {
            await using var receiver = PartitionReading.Open(connection, ConsumerGroup, id);
            for (long read = -1; read < properties.LastEnqueuedSequenceNumber && !meter.IsOver; )
            {
                var events = await receiver.ReceiveAsync(eventsPerReceive, cancellationToken);
                meter.Count(events.Length);
                read = events.Length > 0 ? events[^1].SequenceNumber : read;
            }
        }
    }
}
