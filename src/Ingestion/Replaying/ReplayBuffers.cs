using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Files.Csv;
using ModelData.Ingestion.Files.Parquet;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Replaying;

/// <summary>What the worker has between its pumps and a container, put together without the worker.</summary>
internal sealed class ReplayBuffers : IAsyncDisposable
{
    private static readonly MemorySettings Memory = new();

    /// <summary>So often in a row the hub is asked about itself in vain; each time takes up to ten seconds.</summary>
    private const int MostFailedLooks = 10;

    // Nobody waits for the rows: larger blocks instead. Age still bounds what a crash has read in vain.
    private static readonly FlushSettings Flush = new()
    {
        MaxAge = TimeSpan.FromSeconds(30),
        RefusedFor = TimeSpan.FromSeconds(30),
    };

    private readonly Meter _meter = new(WorkerMetrics.MeterName);
    private readonly MemoryBudget _budget = MemoryBudget.Create(Memory);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly FailingRefusedRows _refusedRows = new();
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly WorkerMetrics _metrics;
    private readonly FlushScheduler _scheduler;
    private readonly SoleReader _owners = new();
    private readonly Looks _looks;
    private readonly Task _flushing;
    private int _failedLooks;

    public ReplayBuffers(
        IHubSource hub,
        IDataBlobs blobs,
        IFolderDocuments documents,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        // A reader attaches again without a word, perhaps to a hub made anew: what it read is written when a look has found the hub as it was.
        _looks = new Looks(hub, _owners, SoleReader.OwnerId, time, loggers.CreateLogger<Looks>());
        (_loggers, _time) = (loggers, time);
        _metrics = new WorkerMetrics(_meter);
        Formats = new FileFormats(
            new CsvFormat(),
            new ParquetFormat(ParquetFormat.CreatePlaces(), loggers.CreateLogger<ParquetFormat>())
        );
        var schemas = new SchemaRecord(documents, time, loggers.CreateLogger<SchemaRecord>());
        var pool = new ChunkPool(_budget.CapacityBytes);
        var cache = new BlockCache(Memory.BlockCacheBytes);
        var blockIds = new EpochBlockIds();
        var left = new LeftFiles(_metrics, loggers.CreateLogger<LeftFiles>());
        var outage = new StorageOutage(time, loggers.CreateLogger<StorageOutage>());
        var logger = loggers.CreateLogger<BlobCommitter>();
        _scheduler = new FlushScheduler(
            (key, schema) =>
                new BlobWriter(
                    new WriterFiles(CreateCommitter(key, schema), CreateCommitter, Flush.RefusedFor, time),
                    pool,
                    _budget,
                    Flush,
                    _refusedRows,
                    time
                ),
            Options.Create(Flush),
            _budget,
            _looks,
            time,
            loggers.CreateLogger<FlushScheduler>()
        );
        _flushing = _scheduler.RunAsync(_lifetime.Token);

        BlobCommitter CreateCommitter(BlobKey key, FeatureSchema schema) =>
            new(
                key,
                schema,
                Formats[key.Kind],
                blobs,
                cache,
                blockIds,
                new FolderRecords(key.Folder, announcement: null, schemas),
                left,
                outage,
                _metrics,
                time,
                logger
            );
    }

    public FileFormats Formats { get; }

    public static long PrefetchBytes => Memory.PrefetchBytesPerPartition;

    /// <summary>Fails when storage does not take rows, and never ends otherwise.</summary>
    public Task Failure => _refusedRows.Failure;

    public EventIntake CreateIntake(
        PartitionRange range,
        HubIncarnation incarnation,
        IDeadLetterStore refused,
        IIntakeObserver observer
    )
    {
        var session = new PartitionSession(
            range.PartitionId,
            incarnation,
            range.Start.Position.SequenceNumber,
            _time.GetTimestamp(),
            // Nobody takes the partition over.
            lookLimit: TimeSpan.MaxValue,
            new FilesLeftInMemory(),
            _time
        );
        _owners.Add(range.PartitionId);
        _looks.Register(session);
        var progress = new PartitionProgress(
            int.Parse(range.PartitionId, NumberStyles.None, CultureInfo.InvariantCulture),
            session,
            range.Start.Position,
            range.Start.Memory,
            range.Start.Watermark
        );
        return new EventIntake(
            progress,
            range.Start,
            _looks,
            _scheduler,
            new EventRows(Formats, _scheduler.Writers),
            refused,
            _budget,
            _metrics,
            _loggers.CreateLogger<EventIntake>()
        )
        {
            Observer = observer,
        };
    }

    public StateSaver CreateSaver(string partitionId, IStateStore states) =>
        new(
            partitionId,
            states,
            new NoCheckpoints(),
            Options.Create(new ManifestSettings { Enabled = false }),
            _metrics,
            _time,
            _loggers.CreateLogger<StateSaver>()
        );

    /// <summary>Looks at the hub, so that it is known of everything that was read whether it may be written.</summary>
    /// <exception cref="ReplayException">The hub does not answer.</exception>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        for (int failures = 1; ; failures++)
        {
            try
            {
                await _looks.LookAsync(cancellationToken);
                return;
            }
            // Looks have waits of their own between failures.
            catch (LookFailedException e) when (failures == MostFailedLooks)
            {
                throw new ReplayException($"The hub does not answer when asked about itself: {Problem.Of(e)}", e);
            }
            catch (LookFailedException) { }
        }
    }

    /// <summary>The same, once and without a failure. When looks fail for too long, <see cref="Failure"/> does.</summary>
    public async Task TryProveAsync(CancellationToken cancellationToken)
    {
        var look = _looks.LookAsync(cancellationToken);
        await ((Task)look).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _failedLooks = look.IsCompletedSuccessfully ? 0 : _failedLooks + 1;
        if (_failedLooks == MostFailedLooks)
        {
            _refusedRows.Fail(
                "The hub does not answer when asked about itself, so that nothing that was read may be written."
            );
        }
    }

    /// <summary>Waits until everything that was taken is written.</summary>
    /// <exception cref="ReplayException">Storage does not take it.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var drained = _scheduler.DrainAsync(ending.Token);
        try
        {
            await await Task.WhenAny(drained, Failure);
        }
        finally
        {
            await ending.CancelAsync();
            await drained.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        await _flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _scheduler.Dispose();
        _lifetime.Dispose();
        _meter.Dispose();
    }
}
