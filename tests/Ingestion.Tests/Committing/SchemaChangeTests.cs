using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>
/// Two workers write one folder while its model changes: with the same columns in two orders, and with other columns. Each row is in one
/// file, once, and the file has its columns.
/// </summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class SchemaChangeTests
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private const int Events = 120;
    private static readonly FeatureColumn Partition = Rows.Schema.Columns[3];
    private static readonly FeatureColumn Sequence = Rows.Schema.Columns[4];
    private static readonly FeatureColumn Extra = new("extra", FeatureType.Double);

    private static readonly FeatureSchema[] Schemas =
    [
        Rows.Schema,
        new([.. SystemColumns.All, Sequence, Partition]),
        new([.. SystemColumns.All, Partition, Sequence, Extra]),
        new([.. SystemColumns.All, Extra, Sequence, Partition]),
    ];

    private readonly ChunkPool _pool = new(1 << 20);

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryCommit_TwoWorkersAndFourSchemas_EachRowOnceUnderItsColumns(string format)
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var blobs = new InMemoryDataBlobs();
            var kind = FormatList.TryParse(format)!.Single();
            var random = new Random(seed);
            await WriteAsync(kind, blobs, random);
            AssertEachRowOnce(kind, blobs, seed);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task WriteAsync(FileKind kind, InMemoryDataBlobs blobs, Random random)
    {
        var workers = Enumerable.Range(0, 2).Select(partition => new Worker(kind, blobs, partition)).ToArray();
        while (workers.Any(worker => worker.Next < Events))
        {
            var worker = workers[random.Next(2)];
            // Both restart now and then and replay the last event, as a crash would.
            if (random.Next(10) == 0)
            {
                worker.Restart();
            }

            await worker.WriteAsync(_pool, random);
        }
    }

    private static void AssertEachRowOnce(FileKind kind, InMemoryDataBlobs blobs, int seed)
    {
        var seen = new HashSet<CommittedRow>();
        Assert.Equal(2, blobs.Names().Count);
        foreach (string name in blobs.Names())
        {
            byte[] file = blobs.Bytes(name);
            var schema = Schemas.Single(schema => TryRead(kind, file, schema) is not null);
            foreach (var row in TryRead(kind, file, schema)!)
            {
                Assert.True(seen.Add(row), $"seed {seed}: {row} is there twice");
                bool isExtra = schema.Columns.Contains(Extra);
                Assert.Equal(SchemaOf(row).Columns.Contains(Extra), isExtra);
            }
        }

        Assert.Equal(2 * Events, seen.Count);
    }

    /// <summary>The schema of an event follows from its number alone: a replay brings the same.</summary>
    private static FeatureSchema SchemaOf(CommittedRow row) =>
        Schemas[(int)((row.Sequence / 7 + row.Partition) % Schemas.Length)];

    private static List<CommittedRow>? TryRead(FileKind kind, byte[] file, FeatureSchema schema)
    {
        try
        {
            return CommittedRow.Read(kind, file, schema);
        }
        catch (Xunit.Sdk.XunitException)
        {
            // It has other columns.
            return null;
        }
    }

    private static string Line(FeatureSchema schema, CommittedRow row) =>
        "2026-01-01T00:00:00.000000Z,,"
        + string.Concat(
            schema
                .Columns.Skip(3)
                .Select(column =>
                    column == Partition ? $",{row.Partition}"
                    : column == Sequence ? $",{row.Sequence}"
                    : ",0.5"
                )
        )
        + "\n";

    /// <summary>A worker that reads one partition.</summary>
    private sealed class Worker(FileKind kind, InMemoryDataBlobs blobs, int partition)
    {
        private readonly Dictionary<string, BlobCommitter> _committers = [];
        private PartitionProgress _progress = Rows.Progress(partition);

        public long Next { get; private set; }

        public void Restart()
        {
            _committers.Clear();
            _progress = Rows.Progress(partition);
            Next = Math.Max(0, Next - 1);
        }

        public async Task WriteAsync(ChunkPool pool, Random random)
        {
            if (Next >= Events)
            {
                return;
            }

            var schema = SchemaOf(new CommittedRow(partition, Next));
            if (!_committers.TryGetValue(schema.Hash, out var committer))
            {
                _committers[schema.Hash] = committer = Committers.Create(kind, blobs, Folder, schema);
            }

            var buffer = new RowBuffer(pool, schema, openedAt: 0);
            for (
                int count = random.Next(1, 4);
                count > 0 && Next < Events && SchemaOf(new CommittedRow(partition, Next)) == schema;
                count--
            )
            {
                var row = new CommittedRow(partition, Next);
                buffer.Append(Rows.Event(_progress, Next++), Rows.Encode(kind, schema, Line(schema, row)), 1);
            }

            while (await committer.TryCommitAsync(buffer, Token) != CommitOutcome.Committed) { }
        }
    }
}
