using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Receiving;

namespace ModelData.Bench.Load.Loops;

/// <summary>Reads all partitions of a hub to their ends, again and again until the time is up, or once.</summary>
internal sealed class DrainLoop(EventHubConnection connection, string consumerGroup)
{
    // A compressed batch has about half of its bytes.
    private static readonly int EventsPerReceive = PartitionReading.EventsPerReceive(BacklogPlan.BatchBytes / 2);

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
        await using var client = new EventHubConsumerClient(consumerGroup, connection);
        string[] ids = await client.GetPartitionIdsAsync(cancellationToken);
        await Task.WhenAll(
            ids.Select(id =>
                Task.Run(
                    () => DrainAsync(client, id, createPacker(id, Count), atLeast, cancellationToken),
                    cancellationToken
                )
            )
        );
    }

    private async Task DrainAsync(
        EventHubConsumerClient client,
        string partitionId,
        IEventPacker? packer,
        TimeSpan atLeast,
        CancellationToken cancellationToken
    )
    {
        var partition = await client.GetPartitionPropertiesAsync(partitionId, cancellationToken);
        do
        {
            await DrainOnceAsync(partition, packer, cancellationToken);
        } while (Stopwatch.GetElapsedTime(_started) < atLeast);

        if (packer is not null)
        {
            await packer.FinishAsync(cancellationToken);
        }
    }

    private async Task DrainOnceAsync(
        PartitionProperties partition,
        IEventPacker? packer,
        CancellationToken cancellationToken
    )
    {
        await using var receiver = PartitionReading.Open(connection, consumerGroup, partition.Id);
        for (long read = -1; read < partition.LastEnqueuedSequenceNumber; )
        {
            var events = await receiver.ReceiveAsync(EventsPerReceive, cancellationToken);
            if (packer is not null)
            {
                foreach (var received in events)
                {
                    await packer.AddAsync(received.EventBody.ToMemory(), cancellationToken);
                }
            }
            else
            {
                Count(events.Length);
            }

            read = events.Length > 0 ? events[^1].SequenceNumber : read;
        }
    }

    private void Count(int events) => Interlocked.Add(ref _visible, events);
}
