using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Completing;

/// <summary>
/// Two workers write the rows of a day, many of them late, restart, and complete the folder, request by request in an order that a seed
/// chooses. In the end nothing is open, and the manifest describes the files as they are: a row that came after a manifest always led to
/// the next one. Removing any rule must show.
/// </summary>
[Trait("Level", "Unit")]
public sealed class CompletionFaultTests
{
    private const string Folder = "s/g/w/v/m/1/inputs/2026/11/25";
    private const int Partitions = 2;
    private const int Events = 60;
    private static readonly DateOnly Day = new(2026, 11, 25);
    private static readonly DateTimeOffset Start = new(Day, TimeOnly.MinValue, TimeSpan.Zero);

    [Theory]
    [InlineData("Csv")]
    [InlineData("Parquet")]
    public void Complete_WritersAndCompletersInterleave_TheManifestDescribesTheFiles(string format)
    {
        var kind = Enum.Parse<FileKind>(format);
        int seeds = TestSize.Read("MODELDATA_FAULT_SEEDS") ?? 40;
        Parallel.For(1, seeds + 1, seed => Assert.Null(new Run(seed, Sabotage.None, kind).FindProblem()));
    }

    [Fact]
    public void Complete_MarkerIsDeletedThoughWrittenAgain_IsSeen() => AssertSeen(Sabotage.CloseWithoutCondition);

    [Fact]
    public void Complete_LateRowsAreNotAnnounced_IsSeen() => AssertSeen(Sabotage.AnnounceOnlyOnce);

    [Fact]
    public void Complete_WatermarkIsAheadOfRowsOnTheirWay_IsSeen() => AssertSeen(Sabotage.WatermarkAhead);

    private static void AssertSeen(Sabotage sabotage) =>
        Assert.Contains(
            Enumerable.Range(1, 100),
            seed => new Run(seed, sabotage, FileKind.Csv).FindProblem() is not null
        );

    private enum Sabotage
    {
        None,
        CloseWithoutCondition,
        AnnounceOnlyOnce,
        WatermarkAhead,
    }

    private sealed record State(PartitionPosition Position, DateTimeOffset? Watermark);

    private sealed class Run(int seed, Sabotage sabotage, FileKind kind)
    {
        private readonly Random _random = new(seed);
        private readonly State[] _states =
        [
            .. Enumerable.Range(0, Partitions).Select(_ => new State(PartitionPosition.Start, null)),
        ];
        private readonly DateTimeOffset[][] _times = new DateTimeOffset[Partitions][];

        public InMemoryDataBlobs Blobs { get; } = new();

        public InMemoryOpenFolders Folders { get; } =
            new() { ClosesWithoutCondition = sabotage == Sabotage.CloseWithoutCondition };

        public InMemoryFolderDocuments Documents { get; } = new();

        private FileKind Kind => kind;

        private Sabotage Sabotaged => sabotage;

        public CompletionTimes Times { get; } =
            new(Options.Create(new ManifestSettings { Grace = TimeSpan.FromMinutes(90) }));

        public DateTimeOffset Now { get; private set; } = Start;

        public string? FindProblem()
        {
            for (int p = 0; p < Partitions; p++)
            {
                // The clocks of the service's nodes differ: times may go back a little.
                _times[p] =
                [
                    .. Enumerable
                        .Range(0, Events)
                        .Select(n => Start + TimeSpan.FromHours(n) + TimeSpan.FromMinutes(_random.Next(-80, 80))),
                ];
            }

            var writers = new[] { new Writer(this), new Writer(this) };
            var completers = new[] { new Completer(this), new Completer(this) };
            for (int step = 0; step < 30_000 && !IsDone(); step++)
            {
                Now += TimeSpan.FromMinutes(_random.Next(0, 4));
                switch (_random.Next(4))
                {
                    case 0 or 1:
                        writers[_random.Next(writers.Length)].Step();
                        break;
                    default:
                        completers[_random.Next(completers.Length)].Step();
                        break;
                }
            }

            return Check();
        }

        private bool IsDone() =>
            _states.All(state => state.Position.SequenceNumber == Events - 1) && Folders.All.Count == 0;

        private string? Check()
        {
            if (!IsDone())
            {
                return $"seed {seed}: {Folders.All.Count} folders are open in the end";
            }

            byte[]? document = Documents.Find($"{Folder}/{FolderManifest.FileName}");
            if (document is null || !FolderManifest.TryRead(document, out var manifest))
            {
                return $"seed {seed}: no manifest";
            }

            string name = $"{Folder}/data.{(kind == FileKind.Csv ? "csv" : "parquet")}";
            var blob = Blobs.LoadAsync(name, CancellationToken.None).Result!;
            var file = Assert.Single(manifest.Files);
            bool isTrue =
                file.ETag == blob.ETag.ToString().Trim('"')
                && file.Bytes == blob.Length
                && file.Rows == Events * Partitions
                && manifest.Positions.Values.Single().Values.All(position => position == Events - 1);
            return isTrue ? null : $"seed {seed}: the manifest of {file.Rows} rows is not that of the file";
        }

        private sealed class Writer(Run run)
        {
            private readonly ChunkPool _pool = new(1 << 20);
            private readonly List<Action> _zombies = [];
            private StepGate _gate = new();
            private InterleavedDataBlobs? _requests;
            private BlobCommitter? _committer;
            private PartitionProgress[] _progress = [];
            private long[] _read = [];
            private RowBuffer? _buffer;
            private Task<CommitOutcome>? _attempt;

            public void Step()
            {
                if (_committer is null || run._random.Next(80) == 0)
                {
                    Restart();
                }

                if (_zombies.Count > 0 && run._random.Next(4) == 0)
                {
                    _zombies[run._random.Next(_zombies.Count)]();
                }

                if (_attempt is not null)
                {
                    Go();
                    return;
                }

                _buffer ??= Read();
                if (_buffer is not null)
                {
                    _attempt = _committer!.TryCommitAsync(_buffer, CancellationToken.None);
                    return;
                }

                int p = run._random.Next(Partitions);
                int stored = run._times[p].Count(time => time <= run.Now);
                _progress[p]
                    .Saw(new PartitionProperties($"{p}", 0, stored - 1, "", run.Now, IsEmpty: stored == 0), run.Now);
                Save();
            }

            private void Go()
            {
                Release(_gate, _requests!);
                if (!_attempt!.IsCompleted)
                {
                    return;
                }

                if (_attempt.GetAwaiter().GetResult() == CommitOutcome.Committed)
                {
                    foreach (var segment in _buffer!.Segments)
                    {
                        segment.Event.Complete();
                    }

                    _buffer = null;
                    Save();
                }

                _attempt = null;
            }

            private static void Release(StepGate gate, InterleavedDataBlobs requests)
            {
                if (!gate.Release())
                {
                    requests.Release();
                }
            }

            private void Save()
            {
                for (int p = 0; p < Partitions; p++)
                {
                    // Any state is true for ever; that of a worker that is gone may come late.
                    if (run._random.Next(3) > 0)
                    {
                        run._states[p] = new State(_progress[p].Position, _progress[p].Watermark);
                    }
                }
            }

            private void Restart()
            {
                if (_requests is not null)
                {
                    var (gate, requests) = (_gate, _requests);
                    _zombies.Add(() => Release(gate, requests));
                }

                _attempt = null;
                _buffer = null;
                _gate = new StepGate();
                _requests = new InterleavedDataBlobs(run.Blobs, hidesSequences: false);
                _progress = [.. Enumerable.Range(0, Partitions).Select(Start)];
                _read = [.. _progress.Select(progress => progress.Position.SequenceNumber)];
                _committer = Committers.Create(run.Kind, _requests, Folder, records: run.Records(_gate));
            }

            private PartitionProgress Start(int partition) =>
                new(
                    partition,
                    ProvenSession.Create($"{partition}", Rows.Incarnation),
                    run._states[partition].Position,
                    new DuplicateMemory(TimeSpan.FromHours(1)),
                    run._states[partition].Watermark
                );

            private RowBuffer? Read()
            {
                var buffer = new RowBuffer(_pool, Rows.Schema, openedAt: 0);
                for (int p = 0; p < Partitions; p++)
                {
                    for (int n = run._random.Next(0, 5); n > 0 && _read[p] < Events - 1; n--)
                    {
                        var time = run._times[p][_read[p] + 1];
                        if (time > run.Now)
                        {
                            break;
                        }

                        Completion.Append(buffer, _progress[p], ++_read[p], time, Day, run.Kind);
                    }
                }

                return buffer.Rows > 0 ? buffer : null;
            }
        }

        private IFolderRecords Records(StepGate gate)
        {
            var records = new FolderRecords(
                Folder,
                new FolderAnnouncement(Folder, new GatedOpenFolders(Folders, gate), Times),
                new SchemaRecord(
                    new GatedFolderDocuments(Documents, gate),
                    TimeProvider.System,
                    NullLogger<SchemaRecord>.Instance
                )
            );
            return sabotage == Sabotage.AnnounceOnlyOnce ? new OnlyOnce(records) : records;
        }

        private sealed class Completer(Run run)
        {
            private readonly StepGate _gate = new();
            private InterleavedDataBlobs? _requests;
            private Task? _attempt;

            public void Step()
            {
                if (_attempt is null || _attempt.IsCompleted)
                {
                    _requests = new InterleavedDataBlobs(run.Blobs, hidesSequences: false);
                    _attempt = CompleteAsync(_requests);
                }
                else if (!_gate.Release())
                {
                    _requests!.Release();
                }
            }

            private async Task CompleteAsync(IDataBlobs blobs)
            {
                await _gate.WaitAsync();
                if (run._states.Any(state => state.Watermark is null))
                {
                    return;
                }

                var watermark = run._states.Min(state => state.Watermark!.Value);
                if (run.Sabotaged == Sabotage.WatermarkAhead)
                {
                    watermark += TimeSpan.FromHours(8);
                }

                var completer = Completion.Completer(
                    blobs,
                    new GatedOpenFolders(run.Folders, _gate),
                    new GatedFolderDocuments(run.Documents, _gate),
                    run.Times
                );
                var open = new GatedOpenFolders(run.Folders, _gate).ListAsync(run.Times.LastDay(watermark), default);
                await foreach (var folder in open)
                {
                    if (folder.Until < watermark)
                    {
                        await completer.TryCompleteAsync(folder, watermark, default);
                    }
                }
            }
        }
    }

    /// <summary>A mistake: only the commit that makes the file is announced.</summary>
    private sealed class OnlyOnce(IFolderRecords inner) : IFolderRecords
    {
        public ValueTask BeforeCommitAsync(
            RowBuffer buffer,
            FeatureSchema schema,
            DataFileName? newFile,
            CancellationToken cancellationToken
        ) =>
            newFile is null
                ? ValueTask.CompletedTask
                : inner.BeforeCommitAsync(buffer, schema, newFile, cancellationToken);

        public ValueTask LearnedAsync(FeatureSchema schema, DataFileName file, CancellationToken cancellationToken) =>
            inner.LearnedAsync(schema, file, cancellationToken);
    }
}
