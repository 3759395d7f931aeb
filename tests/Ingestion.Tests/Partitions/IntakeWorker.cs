using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Completing;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Partitions;

/// <summary>A worker that has just started, with one partition.</summary>
internal sealed class IntakeWorker : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly MemoryBudget _budget = new(16 << 20, new ScratchMemory(1 << 20), new LargeEventLane(16 << 20));
    private readonly CancellationTokenSource _stop = new();
    private readonly FlushScheduler _scheduler;
    private readonly EventIntake _intake;
    private readonly Task _running;

    public IntakeWorker(
        InMemoryDataBlobs blobs,
        InMemoryFolderDocuments documents,
        ListedDeadLetters deadLetters,
        OutputSettings output,
        long position
    )
    {
        var settings = new FlushSettings { MaxAge = TimeSpan.FromMilliseconds(20) };
        var pool = new ChunkPool(1 << 20);
        var schemas = new SchemaRecord(documents, TimeProvider.System, NullLogger<SchemaRecord>.Instance);
        _scheduler = new FlushScheduler(
            (key, schema) =>
                new BlobWriter(
                    new WriterFiles(Create(key, schema), Create, settings.RefusedFor, TimeProvider.System),
                    pool,
                    _budget,
                    settings,
                    new NoRefusedRows(),
                    TimeProvider.System
                ),
            Options.Create(settings),
            _budget,
            NoLooks.Instance,
            TimeProvider.System,
            NullLogger<FlushScheduler>.Instance
        );
        BlobCommitter Create(BlobKey key, FeatureSchema schema) =>
            Committers.Create(key, schema, blobs, records: new FolderRecords(key.Folder, announcement: null, schemas));

        var start = new StartingPoint(
            true,
            PartitionPosition.Start with
            {
                SequenceNumber = position,
            },
            new DuplicateMemory(TimeSpan.FromHours(1)),
            RoutingSettings.Create(padded: true, output)
        );
        _intake = new EventIntake(
            Rows.Progress(position: position),
            start,
            NoLooks.Instance,
            _scheduler,
            new EventRows(Committers.Formats, _scheduler.Writers),
            deadLetters,
            _budget,
            Committers.Metrics,
            NullLogger.Instance
        );
        _running = _scheduler.RunAsync(_stop.Token);
    }

    public ValueTask TakeAsync(ReceivedEvent received) =>
        _intake.TakeAsync(received, TestContext.Current.CancellationToken);

    public Task DoneAsync(long sequence) =>
        Eventually.IsTrueAsync(
            () => _intake.Progress.Position.SequenceNumber >= sequence,
            Deadline,
            $"event {sequence} is done"
        );

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _scheduler.Dispose();
        _stop.Dispose();
    }
}
