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
    /// <param name="createPacker">
    /// What is done with the events of a partition, told by its id and a call that counts events which are done; null: they are discarded as they are.
    /// </param>
    /// <param name="atLeast">Start again at the ends of the partitions before this time; zero means once.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public async Task RunAsync(
        Func<string, Action<int>, IEventPacker?> createPacker,
        TimeSpan atLeast,
        CancellationToken cancellationToken
    )
    {
        var hub = await connection.Management.GetHubPropertiesAsync(cancellationToken);
        await Task.WhenAll(
            hub.PartitionIds.Select(id =>
                Task.Run(() => DrainAsync(id, createPacker(id, Count), atLeast, cancellationToken), cancellationToken)
            )
        );
    }

    private async Task DrainAsync(
        string partitionId,
        IEventPacker? packer,
        TimeSpan atLeast,
        CancellationToken cancellationToken
    )
    {
        var partition = await connection.Management.GetPartitionPropertiesAsync(partitionId, cancellationToken);
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
        IEventPacker? packer,
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
