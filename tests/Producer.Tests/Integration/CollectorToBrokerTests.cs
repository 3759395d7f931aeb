using System.Globalization;
using System.Security.Cryptography;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using ModelData.LocalEventHubs;
using ModelData.LocalEventHubs.Faults;
using ModelData.Testing;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests.Integration;

/// <summary>Collector, real socket, broker on the disk, client, reader.</summary>
[Trait("Level", "Integration")]
public sealed class CollectorToBrokerTests : IDisposable
{
    private const string HubName = "modeldata";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Collect_OverARealSocket_IsReadBackAsItWasCollected()
    {
        await using LocalBroker broker = await StartAsync(0);
        ModelDataCollectorOptions options = Options(broker);
        await using ModelDataCollector inputs = new("best_model", "inputs", ["age", "colour"], options: options);
        await using ModelDataCollector predictions = new("best_model", "predictions", ["score"], options: options);
        for (int i = 0; i < 5000; i++)
        {
            CollectionContext context = inputs.Collect(
                [i, i % 2 == 0 ? "red" : "say \"blue\", not\ngreen"],
                $"order {i}"
            );
            predictions.Collect([i / 8.0], context);
        }
        Assert.True((await inputs.FlushAsync(Patience, Token)).IsAccepted);
        Assert.True((await predictions.FlushAsync(Patience, Token)).IsAccepted);

        List<ReadBatch> batches = await ReadAsync(broker, 10_000);

        List<ReadBatch> read = [.. batches.Where(each => each.Address == inputs.Address)];
        Assert.All(read, each => Assert.Equal("is", each.Types));
        string rows = string.Concat(read.Select(each => each.Text));
        Assert.Equal(5000, read.Sum(each => each.Rows));
        Assert.Contains(",order 4999,", rows, StringComparison.Ordinal);
        Assert.Contains(",1,\"say \"\"blue\"\", not\ngreen\"\n", rows, StringComparison.Ordinal);
        List<ReadBatch> scores = [.. batches.Where(each => each.Address == predictions.Address)];
        Assert.Equal(
            Enumerable.Range(0, 5000).Select(i => (i / 8.0).ToString("R", CultureInfo.InvariantCulture)),
            string.Concat(scores.Select(each => each.Text)).TrimEnd('\n').Split('\n').Select(StoredEvent.Features)
        );
        Assert.True(
            batches.Sum(each => each.BodyBytes) < batches.Sum(each => each.Text.Length) / 2,
            "rows are compressed"
        );
    }

    [Fact]
    public async Task Collect_Spread_BothPartitionsHoldRowsOfTheAddress()
    {
        await using LocalBroker broker = await StartAsync(0);
        ModelDataCollectorOptions options = Options(broker);
        options.Spread = true;
        options.MaxBatchBytes = 4096;
        await using ModelDataCollector collector = new("best_model", "inputs", options: options);
        for (int i = 0; i < 2000; i++)
        {
            collector.Collect([i]);
            if (i % 500 == 0)
            {
                await collector.FlushAsync(Patience, Token);
            }
        }
        Assert.True((await collector.FlushAsync(Patience, Token)).IsAccepted);

        List<ReadBatch> batches = await ReadAsync(broker, 2000);

        Assert.All(batches, each => Assert.Equal(collector.Address, each.Address));
        // A producer id, numbered without gaps, per partition.
        var producers = batches.GroupBy(each => each.ProducerId).ToList();
        Assert.Equal(2, producers.Count);
        Assert.All(
            producers,
            each => Assert.Equal(each.Select((_, i) => (long)i), each.Select(batch => batch.Sequence))
        );
        Assert.Equal(
            Enumerable.Range(0, 2000),
            batches
                .SelectMany(each => each.Text.TrimEnd('\n').Split('\n'))
                .Select(row => int.Parse(StoredEvent.Features(row), CultureInfo.InvariantCulture))
                .Order()
        );
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(32 * 1024)]
    public async Task Collect_BrokerTakesSmallMessagesOnly_AllRowsArriveInOrderButTheOneThatFitsNone(
        int maxMessageBytes
    )
    {
        await using LocalBroker broker = await StartAsync(0, maxMessageBytes);
        await using ModelDataCollector collector = new("best_model", "inputs", options: Options(broker));
        string[] rows =
        [
            .. Enumerable
                .Range(0, 1000)
                .Select(i => RandomNumberGenerator.GetHexString(i == 500 ? 2 * maxMessageBytes : 60 + (i % 100))),
        ];
        foreach (string row in rows)
        {
            collector.Collect([row]);
        }

        Assert.Equal(new FlushResult(FlushStatus.Lost, 1, 0), await collector.FlushAsync(Patience, Token));
        List<ReadBatch> batches = await ReadAsync(broker, 999);
        Assert.Equal(
            rows.Where(row => row.Length < maxMessageBytes),
            batches.SelectMany(each => each.Text.TrimEnd('\n').Split('\n')).Select(StoredEvent.Features)
        );
        Assert.Equal(batches.Select((_, i) => (long)i), batches.Select(each => each.Sequence));
        Assert.Equal(1, collector.Statistics.Dropped);
    }

    [Fact]
    public async Task Collect_UnderAPlanOfFaults_EveryRowIsStoredAndKnownByItsNumber()
    {
        FaultRule sender = new() { Link = FaultLink.Sender, Action = FaultAction.Cut };
        FaultPlan plan = new()
        {
            Seed = 11,
            Rules =
            [
                sender with
                {
                    Every = 9,
                },
                sender with
                {
                    Every = 7,
                    IsApplied = true,
                },
                sender with
                {
                    Every = 11,
                    Action = FaultAction.Reject,
                    Condition = "amqp:internal-error",
                },
                sender with
                {
                    Chance = 0.05,
                    Action = FaultAction.Detach,
                    Condition = "amqp:link:detach-forced",
                    IsApplied = true,
                },
                sender with
                {
                    Every = 3,
                    Action = FaultAction.Refuse,
                    Condition = "com.microsoft:timeout",
                },
                new()
                {
                    Link = FaultLink.Cbs,
                    Action = FaultAction.Cut,
                    Every = 4,
                },
            ],
        };
        await using LocalBroker broker = await StartAsync(0, faults: plan);
        ModelDataCollectorOptions options = Options(broker);
        options.MaxBatchBytes = 1024;
        await using ModelDataCollector inputs = new("best_model", "inputs", options: options);
        await using ModelDataCollector predictions = new("best_model", "predictions", options: options);
        for (int i = 0; i < 80; i++)
        {
            inputs.Collect([i]);
            predictions.Collect([i]);
        }

        Assert.True((await inputs.FlushAsync(Patience, Token)).IsAccepted);
        Assert.True((await predictions.FlushAsync(Patience, Token)).IsAccepted);
        List<ReadBatch> batches = await ReadAsync(broker, 160);
        foreach (ModelDataCollector collector in (ModelDataCollector[])[inputs, predictions])
        {
            Assert.Equal(
                Enumerable.Range(0, 80).Select(i => $"{i}"),
                batches
                    .Where(each => each.Address == collector.Address)
                    .DistinctBy(each => (each.ProducerId, each.Sequence))
                    .SelectMany(each => each.Text.TrimEnd('\n').Split('\n'))
                    .Select(StoredEvent.Features)
            );
        }
        Assert.True(batches.Count > batches.DistinctBy(each => (each.Address, each.ProducerId, each.Sequence)).Count());
    }

    [Fact]
    public async Task Collect_BrokerGoesAwayAndComesBack_NoRowIsLost()
    {
        ModelDataCollectorOptions options;
        int port;
        List<ModelDataCollector> collectors = [];
        await using (LocalBroker broker = await StartAsync(0))
        {
            port = broker.Port;
            options = Options(broker);
            options.Linger = TimeSpan.FromMilliseconds(20);
            collectors.Add(new ModelDataCollector("best_model", "inputs", options: options));
            collectors[0].Collect([0]);
            Assert.True((await collectors[0].FlushAsync(Patience, Token)).IsAccepted);
        }
        for (int i = 1; i < 100; i++)
        {
            collectors[0].Collect([i]);
        }
        Task<FlushResult> flush = collectors[0].FlushAsync(TimeSpan.FromSeconds(60), Token);
        await using LocalBroker again = await StartAsync(port);

        Assert.True((await flush).IsAccepted);
        List<ReadBatch> batches = await ReadAsync(again, 100);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(i => $"{i}"),
            batches
                .DistinctBy(each => (each.ProducerId, each.Sequence))
                .SelectMany(each => each.Text.TrimEnd('\n').Split('\n'))
                .Select(StoredEvent.Features)
        );
        await collectors[0].DisposeAsync();
    }

    [Fact]
    public async Task DisposeAsync_BrokerUnreachable_EndsWithItsBudget()
    {
        ModelDataCollectorOptions options;
        await using (LocalBroker broker = await StartAsync(0))
        {
            options = Options(broker);
        }
        ModelDataCollector collector = new("best_model", "inputs", options: options);
        collector.Collect([1.0]);
        long start = TimeProvider.System.GetTimestamp();

        FlushResult result = await collector.CloseAsync(TimeSpan.FromSeconds(1), Token);

        Assert.Equal(new FlushResult(FlushStatus.Interrupted, 1, 0), result);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    private Task<LocalBroker> StartAsync(int port, int maxMessageBytes = 1024 * 1024, FaultPlan? faults = null) =>
        LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = _folder.Path,
                Hubs = [new HubOptions(HubName, 2)],
                Port = port,
                MaxMessageBytes = maxMessageBytes,
                Faults = faults,
            },
            Token
        );

    private static ModelDataCollectorOptions Options(LocalBroker broker) =>
        new() { Enabled = true, EventHubs = { ConnectionString = broker.ConnectionString, HubName = HubName } };

    private static async Task<List<ReadBatch>> ReadAsync(LocalBroker broker, int rows)
    {
        await using EventHubConsumerClient consumer = new(
            EventHubConsumerClient.DefaultConsumerGroupName,
            broker.ConnectionString,
            HubName
        );
        List<ReadBatch> batches = [];
        foreach (string partition in await consumer.GetPartitionIdsAsync(Token))
        {
            PartitionProperties end = await consumer.GetPartitionPropertiesAsync(partition, Token);
            if (end.IsEmpty)
            {
                continue;
            }

            await foreach (
                PartitionEvent read in consumer.ReadEventsFromPartitionAsync(partition, EventPosition.Earliest, Token)
            )
            {
                batches.Add(Read(read.Data));
                if (read.Data.SequenceNumber == end.LastEnqueuedSequenceNumber)
                {
                    break;
                }
            }
        }
        Assert.True(batches.Sum(each => each.Rows) >= rows);
        return batches;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ReadBatch Read(EventData received)
    {
        EventEnvelope envelope = new(
            received.Properties.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
            received.ContentType,
            received.GetRawAmqpMessage().Properties.ContentEncoding,
            received.EventBody.ToMemory(),
            received.EnqueuedTime
        );
        Assert.True(
            new CollectedBatchReader().TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal),
            $"{refusal}"
        );
        return new ReadBatch(
            batch.Address,
            batch.Schema.ColumnTypes,
            batch.RowCount,
            Utf8.UTF8.GetString(batch.Rows.Span),
            batch.ProducerId!.Value,
            batch.BatchSequence,
            envelope.Body.Length
        );
    }

    private sealed record ReadBatch(
        CollectionAddress Address,
        string Types,
        int Rows,
        string Text,
        Guid ProducerId,
        long Sequence,
        int BodyBytes
    );
}
