using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Files.Parquet;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>
/// Several writers believe that they own the same partitions, and write rows whose columns are not typed at first: under lost requests and answers, restarts
/// and full files every row is in one place, once, in a file whose types take it; and where types agree, all of them are in one file. What is redacted, and
/// with which key, is never mixed.
/// </summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class LearningFaultTests
{
    private const int Partitions = 3;
    private const int Events = 90;
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";

    private static readonly FeatureColumn Partition = Rows.Schema.Columns[3];
    private static readonly FeatureColumn Sequence = Rows.Schema.Columns[4];

    // ? is a column of nothing but nulls.
    private static readonly string[] Agreeing = ["??", "s?", "?l", "sl", "s?"];
    private static readonly string[] Contradicting = ["??", "s?", "d?", "?l", "?d", "sd", "dl", "b?"];

    // h and k are hashed, with two keys; m is masked.
    private static readonly string[] Redacted = ["??", "s?", "h?", "hl", "k?", "m?", "?h", "md", "sl"];

    [Theory]
    [InlineData("csv", true)]
    [InlineData("csv", false)]
    [InlineData("parquet", true)]
    [InlineData("parquet", false)]
    public void Commit_TypesComeLater_EveryRowOnceWhereItsTypesAre(string format, bool agrees) =>
        AssertNoProblems(format, agrees ? Agreeing : Contradicting);

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void Commit_RedactedColumns_EveryRowOnceWithItsLike(string format) => AssertNoProblems(format, Redacted);

    private static void AssertNoProblems(string format, string[] classes)
    {
        int seeds = TestSize.Read("MODELDATA_FAULT_SEEDS") ?? 20;
        var kind = FormatList.TryParse(format)!.Single();
        Parallel.For(
            1,
            seeds + 1,
            seed =>
            {
                var problems = FindProblems(kind, seed, classes, Sabotage.None);
                Assert.True(problems is [], $"seed {seed}, {format}: {string.Join("; ", problems.Take(5))}");
            }
        );
    }

    [Fact]
    public void Commit_OneWriterPerSchema_IsSeen() =>
        Assert.Contains(
            Enumerable.Range(1, 60),
            seed => FindProblems(FileKind.Csv, seed, Contradicting, Sabotage.OneWriterPerSchema).Count > 0
        );

    private enum Sabotage
    {
        None,

        /// <summary>Rows of each schema come to the shared file on their own.</summary>
        OneWriterPerSchema,
    }

    private static List<string> FindProblems(FileKind kind, int seed, string[] classes, Sabotage sabotage)
    {
        var random = new Random(seed);
        var blobs = new InMemoryDataBlobs
        {
            Before = (_, _) => Lose(random, "request"),
            After = (_, _) => Lose(random, "answer"),
        };
        // Some files are full soon.
        var limits = new FileLimits(random.Next(3) == 0 ? 2 : 1000);
        var workers = Enumerable
            .Range(0, 2)
            .Select(_ => new Worker(kind, blobs, random, limits, classes, sabotage))
            .ToArray();
        for (int step = 0; step < 60_000 && !workers.All(worker => worker.IsDone); step++)
        {
            workers[random.Next(workers.Length)].Step();
        }

        (blobs.Before, blobs.After) = ((_, _) => { }, (_, _) => { });
        var problems = Check(kind, blobs, classes);
        if (classes == Agreeing && limits.MaxBlocks > 2 && blobs.Names().Count > 1)
        {
            problems.Add($"there are {string.Join(" and ", blobs.Names())}");
        }

        return problems;
    }

    private static List<string> Check(FileKind kind, InMemoryDataBlobs blobs, string[] classes)
    {
        var problems = new List<string>();
        var seen = new HashSet<CommittedRow>();
        foreach (string name in blobs.Names())
        {
            byte[] file = blobs.Bytes(name);
            var schema = SchemaOf(kind, file, blobs.Metadata(name), classes);
            long[] last = [.. Enumerable.Repeat(-1L, Partitions)];
            foreach (var row in CommittedRow.Read(kind, file, schema))
            {
                if (!seen.Add(row))
                {
                    problems.Add($"{row} is twice, and in {name}");
                }

                if (row.Sequence <= last[row.Partition])
                {
                    problems.Add($"{row} of {name} comes behind {last[row.Partition]}");
                }

                last[row.Partition] = row.Sequence;
                var own = Schema(ClassOf(row, classes));
                if (
                    blobs.Metadata(name).ContainsKey(BlobMetadata.Types)
                        ? TypesTaken.TryTake(schema, own, mayFill: false) is null
                        : own.Hash != schema.Hash
                )
                {
                    problems.Add($"{row} of {ClassOf(row, classes)} is in {name} of {schema.KnownTypes}");
                }
            }

            if (blobs.Metadata(name)[BlobMetadata.Rows] != $"{CommittedRow.Read(kind, file, schema).Count}")
            {
                problems.Add($"the rows of {name} are not as many as its metadata say");
            }
        }

        if (seen.Count != Partitions * Events)
        {
            problems.Add($"{seen.Count} of {Partitions * Events} rows");
        }

        return problems;
    }

    // What a reader has: the footer, or for CSV the metadata; a sibling has the types of its hash.
    private static FeatureSchema SchemaOf(
        FileKind kind,
        byte[] file,
        IReadOnlyDictionary<string, string> metadata,
        string[] classes
    )
    {
        // What is redacted is said by the hashes in the metadata.
        string names = metadata.GetValueOrDefault(BlobMetadata.Names) ?? "";
        var columns = classes
            .Select(Schema)
            .First(schema => schema.Hash == metadata[BlobMetadata.Schema] || ColumnNames.Hash(schema) == names);
        if (kind == FileKind.Parquet)
        {
            int length = (int)ParquetFooter.ReadLength(file)!.Value;
            var read = ParquetFile.ReadSchema(file.AsMemory(file.Length - length));
            Assert.NotNull(read);
            read = new FeatureSchema(
                [.. read.Columns.Zip(columns.Columns, (it, column) => it with { Redaction = column.Redaction })],
                columns.RedactionKeyId
            );
            return metadata.TryGetValue(BlobMetadata.Types, out string? known) ? read.WithKnownTypes(known)! : read;
        }

        return metadata.TryGetValue(BlobMetadata.Types, out string? types)
            ? columns.WithKnownTypes(types)!
            : classes.Select(Schema).First(schema => schema.Hash == metadata[BlobMetadata.Schema]);
    }

    /// <summary>The types of an event follow from its number alone: a replay brings the same.</summary>
    private static string ClassOf(CommittedRow row, string[] classes) =>
        classes[(int)((row.Sequence / 4 + row.Partition + (row.Sequence % 3)) % classes.Length)];

    private static FeatureSchema Schema(string types)
    {
        FeatureColumn[] columns = [Partition, Sequence, Column("a", types[0]), Column("b", types[1])];
        string? keyId =
            types.Contains('h', StringComparison.Ordinal) ? "k1"
            : types.Contains('k', StringComparison.Ordinal) ? "k2"
            : null;
        string letters = string.Concat(types.Select(it => "hkm".Contains(it, StringComparison.Ordinal) ? 's' : it));
        return FeatureSchema.ForFeatures(columns, correlationId: null, keyId).WithKnownTypes("il" + letters)!;
    }

    private static FeatureColumn Column(string name, char type) =>
        type switch
        {
            'h' or 'k' => new(name, FeatureType.String) { Redaction = RedactionMethod.Hash },
            'm' => new(name, FeatureType.String) { Redaction = RedactionMethod.Mask },
            _ => new(name, FeatureType.Double),
        };

    private static string Line(string types, CommittedRow row) =>
        $"2026-01-01T00:00:00.000000Z,,,{row.Partition},{row.Sequence},{Value(types[0], row)},{Value(types[1], row)}\n";

    private static string Value(char type, CommittedRow row) =>
        type switch
        {
            '?' => "",
            's' or 'h' or 'k' => $"x{row.Sequence}",
            'm' => RowRedaction.Mask,
            'b' => "true",
            'd' => $"{row.Sequence}.5",
            _ => $"{row.Sequence}",
        };

    private static void Lose(Random random, string what)
    {
        if (random.NextDouble() < 0.04)
        {
            throw new HttpRequestException($"{what} lost");
        }
    }

    /// <summary>A worker that believes to own all partitions, and does one request at a time.</summary>
    private sealed class Worker(
        FileKind kind,
        InMemoryDataBlobs blobs,
        Random random,
        FileLimits limits,
        string[] classes,
        Sabotage sabotage
    )
    {
        private readonly ChunkPool _pool = new(1 << 20);
        private readonly FakeTimeProvider _time = new();
        private readonly List<InterleavedDataBlobs> _zombies = [];
        private readonly Dictionary<string, BlobWriter> _writers = [];
        private InterleavedDataBlobs? _requests;
        private PartitionProgress[] _progress = [];
        private long[] _read = [];
        private long[] _saved = [.. Enumerable.Repeat(-1L, Partitions)];
        private Task? _flush;

        public bool IsDone => _saved.All(position => position == Events - 1);

        public void Step()
        {
            if (_requests is null || random.Next(150) == 0)
            {
                Restart();
            }

            if (_zombies.Count > 0 && random.Next(4) == 0)
            {
                _zombies[random.Next(_zombies.Count)].Release();
            }

            if (_flush is not null)
            {
                _requests!.Release();
                if (_flush.IsCompleted)
                {
                    _flush.GetAwaiter().GetResult();
                    _flush = null;
                    _saved = [.. _progress.Select(it => it.Position.SequenceNumber)];
                }

                return;
            }

            Read();
            _time.Advance(TimeSpan.FromMinutes(1));
            foreach (var writer in _writers.Values.OrderBy(_ => random.Next()))
            {
                if (writer.TryBeginFlush(isForced: true))
                {
                    _flush = writer.FlushAsync(CancellationToken.None);
                    return;
                }
            }
        }

        private void Restart()
        {
            _flush = null;
            _writers.Clear();
            if (_requests is not null)
            {
                // What a worker that is gone had sent may still arrive, and what it believed may still be written.
                _zombies.Add(_requests);
            }

            _requests = new InterleavedDataBlobs(blobs, hidesSequences: false);
            _progress = [.. Enumerable.Range(0, Partitions).Select(p => Rows.Progress(p, _saved[p]))];
            _read = [.. _saved];
        }

        private void Read()
        {
            for (int p = 0; p < Partitions; p++)
            {
                for (int n = random.Next(0, 8); n > 0 && _read[p] < Events - 1; n--)
                {
                    var row = new CommittedRow(p, ++_read[p]);
                    string types = ClassOf(row, classes);
                    var schema = Schema(types);
                    var pending = Rows.Event(_progress[p], row.Sequence);
                    Assert.True(
                        Writer(schema)
                            .TryAppend(pending, schema, schema, Rows.Encode(kind, schema, Line(types, row)), 1, out _)
                    );
                }
            }
        }

        private BlobWriter Writer(FeatureSchema schema)
        {
            string key = sabotage == Sabotage.OneWriterPerSchema ? schema.KnownTypes : ColumnNames.Hash(schema);
            if (!_writers.TryGetValue(key, out var writer))
            {
                var shared = Create(BlobKey.ByNames(Folder, schema, kind, partition: null), schema);
                _writers[key] = writer = new BlobWriter(
                    new WriterFiles(shared, Create, TimeSpan.FromMinutes(10), _time),
                    _pool,
                    new MemoryBudget(1 << 20),
                    new FlushSettings { MaxBytes = random.Next(2) == 0 ? 200 : 1 << 20 },
                    new NoRefusedRows(),
                    _time
                );
            }

            return writer;
        }

        private BlobCommitter Create(BlobKey key, FeatureSchema schema) =>
            Committers.Create(key, schema, _requests!, limits, _time);
    }
}
