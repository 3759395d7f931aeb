using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Files.Csv;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestor.Variants;

namespace ModelData.Bench.Micro.Worker;

/// <summary>
/// The worker's own part of a flush, with storage that answers at once: buffer 8 events of 1,000 rows, trim, stage, commit with
/// metadata, verify. Time per flush; the commit grows with the blocks that the file has.
/// </summary>
[MemoryDiagnoser]
public class CommitBenchmarks
{
    private const int EventsPerFlush = 8;
    private static readonly HubIncarnation Incarnation = HubIncarnation.Create(
        "localhost",
        "hub",
        DateTimeOffset.UnixEpoch
    );

    private readonly ReadOnlyMemory<byte> _rows = SampleBatch.CreateRows();
    private readonly ChunkPool _chunks = new(64 * 1024 * 1024);
    private PartitionProgress _progress = null!;
    private BlobCommitter _committer = null!;
    private long _sequence;

    /// <summary>Flushes before the one that is measured.</summary>
    [Params(1, 100, 1000)]
    public int Blocks { get; set; }

    /// <summary>A new file with that many blocks.</summary>
    [IterationSetup]
    public void MakeFile()
    {
        ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        WorkerMetrics metrics = new(services.GetRequiredService<IMeterFactory>());
        _committer = new BlobCommitter(
            new BlobKey("s/g/w/service/model/1/inputs/1970/01/01", SampleBatch.Schema.Hash, FileKind.Csv),
            SampleBatch.Schema,
            new CsvFormat(),
            new NullDataBlobs(),
            new BlockCache(1 << 20),
            new EpochBlockIds(),
            NoFolderRecords.Instance,
            new LeftFiles(metrics, NullLogger<LeftFiles>.Instance),
            new StorageOutage(TimeProvider.System, NullLogger<StorageOutage>.Instance),
            metrics,
            TimeProvider.System,
            NullLogger<BlobCommitter>.Instance
        );
        _sequence = 0;
        _progress = new PartitionProgress(
            0,
            ProvenSession.Create("0", Incarnation),
            PartitionPosition.Start,
            new DuplicateMemory(TimeSpan.FromHours(1))
        );
        for (int i = 0; i < Blocks; i++)
        {
            FlushAsync(1).GetAwaiter().GetResult();
        }
    }

    /// <summary>One flush.</summary>
    [Benchmark]
    public void Flush() => FlushAsync(EventsPerFlush).GetAwaiter().GetResult();

    private async Task FlushAsync(int events)
    {
        RowBuffer buffer = new(_chunks, SampleBatch.Schema, openedAt: 0);
        for (int i = 0; i < events; i++)
        {
            ReceivedEvent received = new()
            {
                Body = default,
                SequenceNumber = _sequence++,
                Offset = "0",
                EnqueuedTime = DateTimeOffset.UnixEpoch,
                Properties = new Dictionary<string, object?>(),
            };
            PendingEvent pending = new(_progress, received);
            _progress.Begin(pending);
            buffer.Append(pending, _rows.Span, SampleBatch.Rows);
        }
        if (await _committer.TryCommitAsync(buffer, CancellationToken.None) != CommitOutcome.Committed)
        {
            throw new InvalidOperationException("A commit without a competitor did not succeed.");
        }
        foreach (RowBuffer.Segment segment in buffer.Segments)
        {
            segment.Event.Complete();
        }
        buffer.ReturnChunks();
    }
}
