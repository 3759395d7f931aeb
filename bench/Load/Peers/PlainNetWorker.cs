using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using ModelData.Bench.Load.Drain;
using ModelData.Bench.Load.Receiving;

namespace ModelData.Bench.Load.Peers;

/// <summary>
/// What a user would write on the official client alone: receives from each partition, turns what one receive brought into one piece per path, writes
/// the pieces, checkpoints, and receives again.
/// </summary>
internal sealed class PlainNetWorker(
    EventHubConnection connection,
    PeerStorage storage,
    DataFormat format,
    TimeSpan drain,
    long backlogRows
)
{
    /// <summary>Just below 4 MiB of rows: what one append takes in every version of the service.</summary>
    private const int BatchesPerReceive = 15;

    /// <summary>The same in events of one row; a receive hands out what is there.</summary>
    private const int RowsPerReceive = 5000;

    private long _started;
    private long _written;

    /// <summary>Rows that are written.</summary>
    public long WrittenRows => Interlocked.Read(ref _written);

    /// <summary>Runs until the time is over or the backlog is drained.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var client = new EventHubConsumerClient(PeerRun.ConsumerGroup, connection);
        string[] ids = await client.GetPartitionIdsAsync(cancellationToken);
        _started = Stopwatch.GetTimestamp();
        await Task.WhenAll(ids.Select(id => Task.Run(() => DrainAsync(id, cancellationToken), cancellationToken)));
    }

    private async Task DrainAsync(string partitionId, CancellationToken cancellationToken)
    {
        await using var receiver = PartitionReading.Open(connection, PeerRun.ConsumerGroup, partitionId);
        int most = BatchesPerReceive;
        while (Stopwatch.GetElapsedTime(_started) < drain && WrittenRows < backlogRows)
        {
            var events = await receiver.ReceiveAsync(most, cancellationToken);
            if (events.Length > 0)
            {
                most = IsRow(events[0]) ? RowsPerReceive : BatchesPerReceive;
                await WriteAsync(partitionId, events, cancellationToken);
            }
        }
    }

    private async Task WriteAsync(string partitionId, EventData[] events, CancellationToken cancellationToken)
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
                rows += path.Sum(received =>
                    IsRow(received) ? text.AddJson(received) : PlainCsv.Read(received, text.AddHeader, text.AddRow)
                );
                await storage.AppendAsync($"{path.Key}/data.csv", text.ToHeader(), text.ToRows());
            }
        }

        await storage.CheckpointAsync(partitionId, events[^1], cancellationToken);
        Interlocked.Add(ref _written, rows);
    }

    private static bool IsRow(EventData received) =>
        received.GetRawAmqpMessage().Properties.ContentType == EventAttributes.JsonContentType;

    private static string PathOf(EventData received)
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

    private static string? Attribute(EventData received, string name) =>
        received.Properties.TryGetValue(EventAttributes.Prefix + name, out object? value) ? value as string : null;
}
