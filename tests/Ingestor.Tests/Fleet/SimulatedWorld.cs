using System.Text;
using ModelData.EventHubs.Processor;
using ModelData.EventHubs.Processor.Ownership;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.Tests.Fakes;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>A hub and storage in memory, and a load: one folder per partition, and one that two partitions feed. Retries of producers come in as well.</summary>
internal sealed class SimulatedWorld
{
    public const int Partitions = 4;
    private const string SharedModel = "shared";
    private static readonly DateOnly Day = new(2026, 1, 1);

    private readonly Guid[] _producers = [.. Enumerable.Range(0, Partitions).Select(_ => Guid.NewGuid())];
    private readonly Dictionary<(string Model, int Partition), int> _sent = [];
    private readonly Random _load;

    public SimulatedWorld(int seed, Sabotage sabotage)
    {
        Random = new Random(seed);
        FlushAge = TimeSpan.FromSeconds(seed % 2 == 0 ? 0.4 : 4);
        _load = new Random(seed);
        Hub = new InMemoryHub(Partitions, Clock);
        Blobs = new InMemoryDataBlobs { IgnoresConditions = sabotage == Sabotage.NoCondition };
        Ownerships = new InMemoryOwnershipStore(Clock);
    }

    public static PartitionBalancerOptions Balancing { get; } =
        new() { Interval = TimeSpan.FromSeconds(1), Expiry = TimeSpan.FromSeconds(3) };

    /// <summary>Short: many commits. Long: rows of several owners are in memory at the same time.</summary>
    public TimeSpan FlushAge { get; }

    public FastClock Clock { get; } = new(factor: 20);

    /// <summary>What gets lost.</summary>
    public Random Random { get; }

    public InMemoryHub Hub { get; }

    public InMemoryDataBlobs Blobs { get; }

    /// <summary>Where letters of events would lie.</summary>
    public InMemoryDataBlobs Packs { get; } = new();

    public InMemoryStates States { get; } = new();

    public InMemoryOwnershipStore Ownerships { get; }

    public ListedDeadLetters DeadLetters { get; } = new();

    public int Rows => _sent.Values.Sum();

    /// <summary>Sends an event, or one again.</summary>
    public void Send()
    {
        int partition = _load.Next(Partitions);
        if (_load.Next(3) == 0)
        {
            Append(SharedModel, partition % 2, Guid.NewGuid(), batch: 0);
            return;
        }

        int batch = _sent.GetValueOrDefault(($"m{partition}", partition));
        Append($"m{partition}", partition, _producers[partition], batch);
        if (_load.Next(10) == 0)
        {
            _sent[($"m{partition}", partition)]--;
            Append($"m{partition}", partition, _producers[partition], batch);
        }
    }

    /// <summary>The rows in files at present.</summary>
    public int CountRows() =>
        Blobs.Names().Sum(name => Encoding.UTF8.GetString(Blobs.Bytes(name)).Count(c => c == '\n') - 1);

    /// <summary>What is wrong with the files; empty when every row is there once, in order.</summary>
    public List<string> FindProblems()
    {
        var problems = new List<string>();
        var next = new Dictionary<(string Model, int Partition), int>();
        foreach (string name in Blobs.Names())
        {
            string model = name.Split('/')[4];
            foreach (var row in CommittedRow.Read(FileKind.Csv, Blobs.Bytes(name)))
            {
                int expected = next.GetValueOrDefault((model, row.Partition));
                if (row.Sequence != expected)
                {
                    problems.Add($"{model}: {row.Sequence} of partition {row.Partition}, not {expected}");
                }

                next[(model, row.Partition)] = (int)row.Sequence + 1;
            }
        }

        foreach (var (stream, count) in _sent)
        {
            if (next.GetValueOrDefault(stream) != count)
            {
                problems.Add(
                    $"{stream.Model}: {next.GetValueOrDefault(stream)} of {count} rows of partition {stream.Partition}"
                );
            }
        }

        int letters = DeadLetters.Letters.Count + Packs.Names().Count;
        if (letters + DeadLetters.Gaps.Count > 0)
        {
            problems.Add($"{letters} dead letters, or packs of them, {DeadLetters.Gaps.Count} gaps");
        }

        return problems;
    }

    private void Append(string model, int partition, Guid producer, int batch)
    {
        int number = _sent.GetValueOrDefault((model, partition));
        _sent[(model, partition)] = number + 1;
        using var encoded = CreateBatch(model, partition, producer, batch, number, Clock.GetUtcNow());
        Hub.Append(partition, encoded);
    }

    /// <summary>An event of one row.</summary>
    public static EncodedBatch CreateBatch(
        string model,
        int partition,
        Guid producer,
        int batch,
        int number,
        DateTimeOffset now
    )
    {
        string row = $"2026-01-01T00:00:00.000000Z,,00000000-0000-0000-0000-000000000000,{partition},{number}\n";
        var description = new BatchDescription(
            new CollectionAddress("s", "g", "w", "svc", model, "1", "inputs"),
            Day,
            Fakes.Rows.Schema,
            1,
            producer,
            batch,
            now
        );
        return CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(row));
    }
}
