using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.EventHubs;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Completing;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.Formats.Parquet;
using ModelData.Ingestor.Partitions;
using ModelData.Ingestor.Tests.Fakes;

namespace ModelData.Ingestor.Tests.Completing;

/// <summary>The parts of a worker that complete folders, put together on any storage.</summary>
internal static class Completion
{
    private static readonly FileFormats Formats = new(NullLogger<ParquetFormat>.Instance);

    private static readonly WorkerMetrics Metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()
    );

    public static BlobCommitter Committer(BlobKey key, IDataBlobs blobs, IFolderRecords records) =>
        new(
            key,
            Rows.Schema,
            Formats[key.Kind],
            blobs,
            new BlockCache(1 << 20),
            new EpochBlockIds(),
            records,
            Metrics,
            NullLogger<BlobCommitter>.Instance
        );

    public static FolderCompleter Completer(
        IDataBlobs blobs,
        IOpenFolders folders,
        IFolderDocuments documents,
        CompletionTimes times
    )
    {
        var schemas = new SchemaRecord(documents, TimeProvider.System, NullLogger<SchemaRecord>.Instance);
        return new FolderCompleter(
            folders,
            new FileSealer(
                blobs,
                new BlockCache(1 << 20),
                Formats,
                new BlockStager(blobs, new EpochBlockIds(), Metrics)
            ),
            new ManifestWriter(blobs, documents, schemas, Metrics, NullLogger<ManifestWriter>.Instance),
            times,
            NullLogger<FolderCompleter>.Instance
        );
    }

    /// <summary>Reads an event of one row and buffers it.</summary>
    public static void Append(
        RowBuffer buffer,
        PartitionProgress progress,
        long sequenceNumber,
        DateTimeOffset time,
        DateOnly day,
        FileKind kind
    )
    {
        var received = new ReceivedEvent
        {
            Body = default,
            SequenceNumber = sequenceNumber,
            Offset = $"{sequenceNumber}",
            EnqueuedTime = time,
            Properties = new Dictionary<string, object?>(),
        };
        var pending = new PendingEvent(progress, received) { Day = day };
        progress.Begin(pending);
        byte[] csv = Encoding.UTF8.GetBytes(
            $"2026-01-01T00:00:00.000000Z,,{Guid.Empty},{pending.Source.Partition},{sequenceNumber}\n"
        );
        bool isEncoded = Formats[kind]
            .TryEncode(buffer.Schema, csv, 1, new ArrayBufferWriter<byte>(), out var rows, out var refusal);
        Assert.True(isEncoded, refusal?.Reason);
        buffer.Append(pending, rows.Span, 1);
    }
}
