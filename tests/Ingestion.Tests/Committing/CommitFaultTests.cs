using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestor.Variants;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>
/// Several writers believe that they own the same four partitions and write one blob, while requests and answers get lost and writers
/// restart from an old position: every event must be in the blob once and in order. Removing any rule of the commit must show.
/// </summary>
[Trait("Level", "Unit")]
public sealed class CommitFaultTests
{
    private const int Partitions = 4;
    private const int Events = 150;
    private const string Folder = "f/2026/01/01";

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void Commit_WritersFightUnderFaults_EveryEventOnceAndInOrder(string format)
    {
        int seeds = TestSize.Read("MODELDATA_FAULT_SEEDS") ?? 40;
        var kind = FormatList.TryParse(format)!.Single();
        Parallel.For(
            1,
            seeds + 1,
            seed => Assert.True(FindProblems(kind, seed, Sabotage.None) is [], $"seed {seed}, {format}")
        );
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void Commit_WithoutIfMatch_IsSeen(string format) => AssertSeen(format, Sabotage.NoCondition);

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void Commit_WithDeterministicBlockIds_IsSeen(string format) => AssertSeen(format, Sabotage.DeterministicIds);

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void Commit_WithoutSequences_IsSeen(string format) => AssertSeen(format, Sabotage.NoSequences);

    private enum Sabotage
    {
        None,
        NoCondition,
        DeterministicIds,
        NoSequences,
    }

    private static void AssertSeen(string format, Sabotage sabotage)
    {
        var kind = FormatList.TryParse(format)!.Single();
        Assert.Contains(Enumerable.Range(1, 20), seed => FindProblems(kind, seed, sabotage).Count > 0);
    }

    private static List<string> FindProblems(FileKind kind, int seed, Sabotage sabotage)
    {
        byte[] file = Simulate(kind, seed, sabotage);
        try
        {
            return FindProblems(CommittedRow.Read(kind, file));
        }
        catch (Exception e) when (sabotage != Sabotage.None)
        {
            return [e.Message];
        }
    }

    private static List<string> FindProblems(List<CommittedRow> rows)
    {
        var problems = new List<string>();
        long[] next = new long[Partitions];
        foreach (var row in rows)
        {
            if (row.Sequence != next[row.Partition]++)
            {
                problems.Add($"{row}");
            }
        }

        problems.AddRange(next.Where(n => n != Events).Select(n => $"{n} of {Events} events"));
        return problems;
    }

    private static byte[] Simulate(FileKind kind, int seed, Sabotage sabotage)
    {
        var random = new Random(seed);
        var blobs = new InMemoryDataBlobs
        {
            IgnoresConditions = sabotage == Sabotage.NoCondition,
            Before = (_, _) => Lose(random, "request"),
            After = (_, _) => Lose(random, "answer"),
        };
        var writers = Enumerable.Range(0, 3).Select(_ => new Writer(kind, blobs, sabotage, random)).ToArray();
        for (int step = 0; step < 20_000 && !writers.All(w => w.IsDone); step++)
        {
            writers[random.Next(writers.Length)].Step();
        }

        return blobs.Bytes($"{Folder}/data.{Committers.Formats[kind].Extension}");
    }

    private static void Lose(Random random, string what)
    {
        if (random.NextDouble() < 0.06)
        {
            throw new HttpRequestException($"{what} lost");
        }
    }

    /// <summary>A writer whose steps interleave with those of the others: read, buffer, and one request at a time.</summary>
    private sealed class Writer(FileKind kind, InMemoryDataBlobs blobs, Sabotage sabotage, Random random)
    {
        private readonly ChunkPool _pool = new(1 << 20);
        private readonly List<InterleavedDataBlobs> _zombies = [];
        private InterleavedDataBlobs? _requests;
        private BlobCommitter? _committer;
        private PartitionProgress[] _progress = [];
        private long[] _read = [];
        private long[] _saved = [.. Enumerable.Repeat(-1L, Partitions)];
        private RowBuffer? _buffer;
        private Task<CommitOutcome>? _attempt;

        public bool IsDone => _saved.All(s => s == Events - 1);

        public void Step()
        {
            if (_committer is null || random.Next(60) == 0)
            {
                Restart();
            }

            if (_zombies.Count > 0 && random.Next(4) == 0)
            {
                _zombies[random.Next(_zombies.Count)].Release();
            }

            if (_attempt is not null)
            {
                _requests!.Release();
                if (_attempt.IsCompleted)
                {
                    if (_attempt.GetAwaiter().GetResult() == CommitOutcome.Committed)
                    {
                        foreach (var segment in _buffer!.Segments)
                        {
                            segment.Event.Complete();
                        }

                        _buffer = null;
                        _saved = [.. _progress.Select(p => p.Position.SequenceNumber)];
                    }

                    _attempt = null;
                }

                return;
            }

            _buffer ??= Read();
            _attempt = _committer!.TryCommitAsync(_buffer, CancellationToken.None);
        }

        private void Restart()
        {
            _attempt = null;
            _buffer = null;
            if (_requests is not null)
            {
                // What a writer that is gone had sent may still arrive, and what it believed may still be written.
                _zombies.Add(_requests);
            }

            _requests = new InterleavedDataBlobs(blobs, hidesSequences: sabotage == Sabotage.NoSequences);
            _progress = [.. Enumerable.Range(0, Partitions).Select(p => Rows.Progress(p, _saved[p]))];
            _read = [.. _saved];
            _committer = Committers.Create(
                kind,
                _requests,
                Folder,
                ids: sabotage == Sabotage.DeterministicIds ? new DeterministicBlockIds() : null
            );
        }

        private RowBuffer Read()
        {
            var buffer = new RowBuffer(_pool, Rows.Schema, openedAt: 0);
            for (int p = 0; p < Partitions; p++)
            {
                for (int n = random.Next(0, 10); n > 0 && _read[p] < Events - 1; n--)
                {
                    Rows.Append(buffer, Rows.Event(_progress[p], ++_read[p]), kind);
                }
            }

            return buffer;
        }
    }
}
