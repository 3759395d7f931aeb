using System.Diagnostics;
using ModelData.Bench.Load.Drain;
using ModelData.EventHubs;

namespace ModelData.Bench.Load.Peers;

/// <summary>
/// What a user would write on the client alone: receives from each partition, turns what one receive brought into one piece per path, writes
/// the pieces, checkpoints, and receives again.
/// </summary>
internal sealed class PlainNetWorker(
    EventHubsConnection connection,
    PeerStorage storage,
    DataFormat format,
    TimeSpan drain,
    long backlogRows
)
{
    /// <summary>Just below 4 MiB of rows: what one append takes in every version of the service.</summary>
    private const int EventsPerReceive = 15;

    private static readonly TimeSpan ReceiveWait = TimeSpan.FromSeconds(1);
    private long _started;
    private long _written;

    /// <summary>Rows that are written.</summary>
    public long WrittenRows => Interlocked.Read(ref _written);

    /// <summary>Runs until the time is over or the backlog is drained.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var hub = await connection.Management.GetHubPropertiesAsync(cancellationToken);
        _started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            hub.PartitionIds.Select(id => Task.Run(() => DrainAsync(id, cancellationToken), cancellationToken))
        );
    }

    private async Task DrainAsync(string partitionId, CancellationToken cancellationToken)
    {
        await using var receiver = connection.CreateReceiver(
            PeerRun.ConsumerGroup,
            partitionId,
            EventPosition.Earliest,
            new PartitionReceiverOptions()
        );
        while (Stopwatch.GetElapsedTime(_started) < drain && WrittenRows < backlogRows)
        {
            var events = await receiver.ReceiveAsync(EventsPerReceive, ReceiveWait, cancellationToken);
            if (events.Count > 0)
            {
                await WriteAsync(partitionId, events, cancellationToken);
            }
        }
    }

    private async Task WriteAsync(
        string partitionId,
        IReadOnlyList<ReceivedEvent> events,
        CancellationToken cancellationToken
    )
    {
        long rows = 0;
        foreach (var path in events.GroupBy(PathOf))
        {
            if (format == DataFormat.Parquet)
            {
                var table = new PlainParquet();
                rows += path.Sum(received => PlainCsv.Read(received, table.AddHeader, table.AddRow));
                var file = await table.ToFileAsync(cancellationToken);
                await storage.WriteFileAsync($"{path.Key}/{partitionId}-{events[0].SequenceNumber}.parquet", file);
            }
            else
            {
                using var text = new PlainCsv();
                rows += path.Sum(received => PlainCsv.Read(received, text.AddHeader, text.AddRow));
                await storage.AppendAsync($"{path.Key}/data.csv", text.ToHeader(), text.ToRows());
            }
        }

        await storage.CheckpointAsync(partitionId, events[^1], cancellationToken);
        Interlocked.Add(ref _written, rows);
    }

    private static string PathOf(ReceivedEvent received)
    {
        string[] names =
        [
            EventAttributes.Subscription,
            EventAttributes.ResourceGroup,
            EventAttributes.Workspace,
            EventAttributes.WebService,
            EventAttributes.Model,
            EventAttributes.ModelVersion,
            EventAttributes.Identifier,
        ];
        var segments = names.Select(name => Uri.EscapeDataString(Attribute(received, name) ?? "default"));
        return $"{string.Join('/', segments)}/{Attribute(received, EventAttributes.Day)?.Replace('-', '/')}";
    }

    private static string? Attribute(ReceivedEvent received, string name) =>
        received.Properties.TryGetValue(EventAttributes.Prefix + name, out object? value) ? value as string : null;
}
