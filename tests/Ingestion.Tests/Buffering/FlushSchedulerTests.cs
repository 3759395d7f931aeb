using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Files.Csv;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class FlushSchedulerTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly InMemoryDataBlobs _blobs = new();
    private readonly PartitionProgress _progress = Rows.Progress();
    private readonly MemoryBudget _budget = new(1 << 30);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _sequence;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_ManyFoldersDueAtOnce_AreWrittenAtAnEvenPaceTheOldestFirst()
    {
        using var sut = Start(new FlushSettings { MaxWritesPerSecond = 300, MaxAge = TimeSpan.FromSeconds(1) });
        for (int i = 0; i < 200; i++)
        {
            await AppendAsync(sut, i);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        int lastCommits = 0;
        int ticks = 0;
        while (_blobs.Commits < 200)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            ticks++;
            await Settle();
            // 300 requests a second are 10 flushes a tick; the first time what was saved up comes on top.
            Assert.InRange(_blobs.Commits - lastCommits, 0, 40);
            lastCommits = _blobs.Commits;
            Assert.InRange(ticks, 1, 60);
        }

        Assert.InRange(ticks, 20, 60);
    }

    [Fact]
    public async Task Run_MoreFilesThanMayBeOpen_ForgetsTheIdleOnesAndLosesNothing()
    {
        var settings = new FlushSettings { MaxOpenFiles = 10, MaxAge = TimeSpan.FromSeconds(1) };
        using var sut = Start(settings);
        for (int round = 0; round < 3; round++)
        {
            for (int day = 0; day < 50; day++)
            {
                await AppendAsync(sut, day);
            }

            await Eventually.IsTrueAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromMilliseconds(100));
                    return sut.Writers.Count <= 10;
                },
                Deadline,
                "idle files are forgotten"
            );
        }

        await Eventually.IsTrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return _progress.Position.SequenceNumber == 149;
            },
            Deadline,
            "the files that stay open are flushed too"
        );
        Assert.Equal(50, _blobs.Names().Count);
        Assert.All(_blobs.Names(), name => Assert.Equal(4, _blobs.Text(name).Count(c => c == '\n')));
    }

    private Task Settle()
    {
        int before = -1;
        return Eventually.IsTrueAsync(
            () =>
            {
                bool isQuiet = before == _blobs.Commits;
                before = _blobs.Commits;
                return isQuiet;
            },
            Deadline,
            "flushes are over"
        );
    }

    private async Task AppendAsync(FlushScheduler sut, int folder)
    {
        var pending = Rows.Event(_progress, _sequence++);
        var key = new BlobKey($"f/{folder:D4}", Rows.Schema.Hash, FileKind.Csv);
        byte[] row = System.Text.Encoding.UTF8.GetBytes(Rows.Line(pending));
        await _budget.ReserveAsync(row.Length, _stop.Token);
        while (!sut.Writers.Get(key, Rows.Schema).TryAppend(pending, Rows.Schema, Rows.Schema, row, 1, out _)) { }
    }

    private FlushScheduler Start(FlushSettings settings)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var metrics = new WorkerMetrics(meters);
        var pool = new ChunkPool(1 << 20);
        var cache = new BlockCache(1 << 20);
        var ids = new EpochBlockIds();
        var scheduler = new FlushScheduler(
            (key, schema) =>
                new BlobWriter(
                    Committers.Only(
                        new BlobCommitter(
                            key,
                            schema,
                            new CsvFormat(),
                            _blobs,
                            cache,
                            ids,
                            NoFolderRecords.Instance,
                            new LeftFiles(metrics, NullLogger<LeftFiles>.Instance),
                            new StorageOutage(_time, NullLogger<StorageOutage>.Instance),
                            metrics,
                            _time,
                            NullLogger<BlobCommitter>.Instance
                        )
                    ),
                    pool,
                    _budget,
                    settings,
                    new NoRefusedRows(),
                    _time
                ),
            Options.Create(settings),
            _budget,
            NoLooks.Instance,
            _time,
            NullLogger<FlushScheduler>.Instance
        );
        _running = scheduler.RunAsync(_stop.Token);
        return scheduler;
    }
}
