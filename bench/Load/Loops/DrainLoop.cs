using System.Diagnostics;
using ModelData.EventHubs;

namespace ModelData.Bench.Load.Loops;

/// <summary>Reads all partitions of a hub to their ends, again and again until the time is up, or once.</summary>
internal sealed class DrainLoop(EventHubsConnection connection, string consumerGroup)
{
    private const int EventsPerReceive = 100;
    private static readonly TimeSpan ReceiveWait = TimeSpan.FromSeconds(1);
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _visible;

    /// <summary>Events that are done.</summary>
    public long VisibleEvents => Interlocked.Read(ref _visible);

    /// <summary>Reads.</summary>
    /// <param name="createSink">The sink of a partition, or null: events are discarded as they are.</param>
    /// <param name="atLeast">Start again at the ends of the partitions before this time; zero means once.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public async Task RunAsync(
        Func<string, IBlockSink?> createSink,
        TimeSpan atLeast,
        CancellationToken cancellationToken
    )
    {
        var hub = await connection.Management.GetHubPropertiesAsync(cancellationToken);
        await Task.WhenAll(
            hub.PartitionIds.Select(id =>
                Task.Run(() => DrainAsync(id, createSink(id), atLeast, cancellationToken), cancellationToken)
            )
        );
    }

    private async Task DrainAsync(
        string partitionId,
        IBlockSink? sink,
        TimeSpan atLeast,
        CancellationToken cancellationToken
    )
    {
        var partition = await connection.Management.GetPartitionPropertiesAsync(partitionId, cancellationToken);
        var packer = sink is null ? null : new BlockPacker(sink, Count);
        do
        {
            await DrainOnceAsync(partitionId, partition.LastEnqueuedSequenceNumber, packer, cancellationToken);
        } while (Stopwatch.GetElapsedTime(_started) < atLeast);

        if (packer is not null)
        {
            await packer.FinishAsync(cancellationToken);
        }
    }

    private async Task DrainOnceAsync(
        string partitionId,
        long last,
        BlockPacker? packer,
        CancellationToken cancellationToken
    )
    {
        var options = new PartitionReceiverOptions { ReusesMemory = true };
        await using var receiver = connection.CreateReceiver(
            consumerGroup,
            partitionId,
            EventPosition.Earliest,
            options
        );
        for (long read = -1; read < last; )
        {
            var events = await receiver.ReceiveAsync(EventsPerReceive, ReceiveWait, cancellationToken);
            if (packer is not null)
            {
                foreach (var received in events)
                {
                    await packer.AddAsync(received.Body, cancellationToken);
                }
            }
            else
            {
                Count(events.Count);
            }

            read = events.Count > 0 ? events[^1].SequenceNumber : read;
        }
    }

    private void Count(int events) => Interlocked.Add(ref _visible, events);
}
