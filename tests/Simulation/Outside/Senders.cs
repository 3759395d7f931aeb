using System.Text;
using ModelData.Ingestion.Model;

namespace ModelData.Simulation.Outside;

/// <summary>
/// The load: one folder per partition and one that all partitions feed, a row an event. Some batches are sent twice, as a producer does that got no answer;
/// some events are no rows at all. The type of one column shows late, and is not always the same; now and then it is redacted, by one of several keys, and
/// some rows are samples.
/// </summary>
internal sealed class Senders(SimulatedWorld world, int seed)
{
    private const string SharedModel = "shared";
    private static readonly DateOnly Day = new(2026, 1, 1);

    private static readonly FeatureSchema Untyped = new([
        .. SystemColumns.All,
        new FeatureColumn("value", FeatureType.Double) { IsUntyped = true },
        new FeatureColumn("partition", FeatureType.Int32),
        new FeatureColumn("sequence", FeatureType.Int64),
    ]);

    private static readonly FeatureSchema Numbers = Untyped.WithKnownTypes("dil")!;
    private static readonly FeatureSchema Texts = Untyped.WithKnownTypes("sil")!;

    private static readonly FeatureSchema Masked = Redacted(RedactionMethod.Mask, keyId: null);
    private static readonly FeatureSchema Hashed = Redacted(RedactionMethod.Hash, "k1");
    private static readonly FeatureSchema HashedAnew = Redacted(RedactionMethod.Hash, "k2");

    private readonly Random _random = new(seed);
    private readonly Dictionary<int, Guid> _producers = [];
    private readonly Dictionary<(string Model, int Partition), int> _next = [];
    private readonly Dictionary<(string Model, int Partition), int> _batches = [];
    private readonly Dictionary<(int Partition, long Number, int Life), SentRow> _events = [];
    private readonly Dictionary<(string Model, int Partition, long Number), DateTimeOffset> _times = [];
    private readonly List<SentRow> _rows = [];
    private readonly List<SentRow> _bad = [];
    private int _life;

    /// <summary>The rows that the hub has acknowledged.</summary>
    public IReadOnlyList<SentRow> Rows => _rows;

    /// <summary>The row of an event.</summary>
    public SentRow RowOf(int partition, long number, int life) => _events[(partition, number, life)];

    /// <summary>When the hub got a row.</summary>
    public DateTimeOffset TimeOf(SentRow row) => _times[(row.Model, row.Partition, row.Number)];

    /// <summary>The events that are no rows.</summary>
    public IReadOnlyList<SentRow> Bad => _bad;

    /// <summary>The life of the hub, counted from 0.</summary>
    public int Life => _life;

    /// <summary>Sends until told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Send();
            await world.PassAsync(world.Plan.SendEvery);
        }
    }

    /// <summary>The hub is deleted and made anew; some of its events may be there at once.</summary>
    public void Recreate(int events)
    {
        _life++;
        world.Hub.Recreate();
        world.Loop.Trace($"hub made anew with {events} events");
        for (int i = 0; i < events; i++)
        {
            Send();
        }
    }

    private void Send()
    {
        int partition = _random.Next(world.Plan.Partitions);
        if (_random.Next(100) < world.Plan.BadPercent)
        {
            SendBad(partition);
            return;
        }

        if (_random.Next(3) == 0)
        {
            Append(SharedModel, partition, NextGuid(), batch: 0);
            return;
        }

        string model = $"m{partition}";
        if (!_producers.TryGetValue(partition, out var producer))
        {
            _producers[partition] = producer = NextGuid();
        }

        int batch = _batches.GetValueOrDefault((model, partition));
        _batches[(model, partition)] = batch + 1;
        var sent = Append(model, partition, producer, batch);
        if (_random.Next(10) == 0)
        {
            Append(sent, producer, batch);
        }
    }

    private SentRow Append(string model, int partition, Guid producer, int batch)
    {
        int number = _next.GetValueOrDefault((model, partition));
        _next[(model, partition)] = number + 1;
        var row = new SentRow(model, partition, number, _life);
        _rows.Add(row);
        Append(row, producer, batch);
        return row;
    }

    private void Append(SentRow row, Guid producer, int batch)
    {
        var (schema, value) = ValueOf(row);
        string line =
            $"2026-01-01T00:00:00.000000Z,,00000000-0000-0000-0000-000000000000,{value},{row.Partition},{row.Number}\n";
        var description = new BatchDescription(
            new CollectionAddress("s", "g", "w", "svc", row.Model, "1", "inputs"),
            Day,
            schema,
            1,
            producer,
            batch,
            world.Loop.World.Clock.GetUtcNow()
        )
        {
            SampleRate = RateOf(row),
        };
        using var encoded = CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(line));
        long number = world.Hub.Append(row.Partition, encoded);
        _events[(row.Partition, number, _life)] = row;
        // A batch that is sent twice is sent within one instant.
        _times[(row.Model, row.Partition, row.Number)] = world.Loop.World.Clock.GetUtcNow();
        world.Loop.Trace($"send {row} as {row.Partition}:{number}");
    }

    /// <summary>What is redacted in a row, and with which key.</summary>
    public static string RedactionOf(SentRow row) =>
        ValueOf(row).Schema is { Redacted: { } redacted } schema ? $"{redacted} {schema.RedactionKeyId}" : "";

    /// <summary>The rate at which a row was collected.</summary>
    public static decimal RateOf(SentRow row) =>
        (row.Number % 6) switch
        {
            1 => 0.1m,
            4 => 0.25m,
            _ => 1,
        };

    private static FeatureSchema Redacted(RedactionMethod method, string? keyId)
    {
        FeatureColumn[] columns = [.. Texts.Columns];
        columns[3] = columns[3] with { Redaction = method };
        return new FeatureSchema(columns, keyId);
    }

    // A column has nothing but nulls at first and now and then; what all partitions feed gets values of two types, the rest of one.
    private static (FeatureSchema Schema, string Value) ValueOf(SentRow row) =>
        ((row.Number / 3) + row.Partition) % 4 == 3
            ? row.Number % 5 == 0
                ? (Hashed, "")
                : row.Number % 5 == 1
                    ? (Masked, RowRedaction.Mask)
                    : (row.Number < 20 ? Hashed : HashedAnew, $"h{row.Number}")
            : row.Number < 2 || row.Number % 5 == 0
                ? (Untyped, "")
                : row.Model == SharedModel && (row.Partition + (row.Number / 7)) % 3 == 0
                    ? (Numbers, $"{row.Number}.5")
                    : (Texts, $"t{row.Number}");

    private void SendBad(int partition)
    {
        var junk = new ReceivedEvent
        {
            Body = "junk"u8.ToArray(),
            SequenceNumber = 0,
            Offset = "",
            EnqueuedTime = default,
            Properties = new Dictionary<string, object?>(),
        };
        long number = world.Hub.Append(partition, junk);
        _bad.Add(new SentRow("", partition, number, _life));
        world.Loop.Trace($"send junk as {partition}:{number}");
    }

    private Guid NextGuid()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
