using System.Globalization;
using ModelData.EventHubs;

namespace ModelData.Bench.Load.Wire;

/// <summary>Receives what is stored in all partitions, from the start and again, and discards it.</summary>
internal sealed class EventReceiving(EventHubsConnection connection, int partitions, WireMeter meter)
{
    private const int EventsPerReceive = 300;

    // As much as a worker asks for, per partition: what arrives is taken out of the cache that it came into.
    private const int PrefetchBytes = 2 * 1024 * 1024;

    private static readonly TimeSpan ReceiveWait = TimeSpan.FromSeconds(1);

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Enumerable
                .Range(0, partitions)
                .Select(partition => Task.Run(() => ReceiveAsync(partition, cancellationToken), cancellationToken))
        );

    private async Task ReceiveAsync(int partition, CancellationToken cancellationToken)
    {
        string id = partition.ToString(CultureInfo.InvariantCulture);
        var properties = await connection.Management.GetPartitionPropertiesAsync(id, cancellationToken);
        var options = new PartitionReceiverOptions { PrefetchBytes = PrefetchBytes, ReusesMemory = true };
        while (!meter.IsOver)
        {
            await using var receiver = connection.CreateReceiver("$Default", id, EventPosition.Earliest, options);
            for (long read = -1; read < properties.LastEnqueuedSequenceNumber && !meter.IsOver; )
            {
                var events = await receiver.ReceiveAsync(EventsPerReceive, ReceiveWait, cancellationToken);
                meter.Count(events.Count);
                read = events.Count > 0 ? events[^1].SequenceNumber : read;
            }
        }
    }
}
