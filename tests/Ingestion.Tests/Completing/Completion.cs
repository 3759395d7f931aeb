using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Completing;

/// <summary>The parts of a worker that complete folders, put together on any storage.</summary>
internal static class Completion
{
    public static FolderCompleter Completer(
        IDataBlobs blobs,
        IOpenFolders folders,
        IFolderDocuments documents,
        CompletionTimes times,
        ILoggerFactory? loggers = null
    )
    {
        loggers ??= NullLoggerFactory.Instance;
        var schemas = new SchemaRecord(documents, TimeProvider.System, loggers.CreateLogger<SchemaRecord>());
        var cache = new BlockCache(1 << 20);
        return new FolderCompleter(
            folders,
            new FileCompactor(
                blobs,
                cache,
                Committers.Formats,
                new GrowthWriter(blobs, cache, new EpochBlockIds(), Committers.Metrics)
            ),
            new ManifestWriter(blobs, documents, schemas, Committers.Metrics, loggers.CreateLogger<ManifestWriter>()),
            times,
            loggers.CreateLogger<FolderCompleter>()
        );
    }

    /// <summary>Reads an event of one row and buffers it.</summary>
    public static void Append(
        RowBuffer buffer,
        PartitionProgress progress,
        long sequenceNumber,
        DateTimeOffset time,
        DateOnly day,
        FileKind kind,
        FileKind? counted = null
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
        var pending = new PendingEvent(progress, received) { Day = day, CountedIn = counted };
        progress.Begin(pending);
        byte[] csv = Encoding.UTF8.GetBytes(
            $"2026-01-01T00:00:00.000000Z,,{Guid.Empty},{pending.Source.Partition},{sequenceNumber}\n"
        );
        bool isEncoded = Committers
            .Formats[kind]
            .TryEncode(buffer.Schema, csv, 1, new ArrayBufferWriter<byte>(), out var rows, out var refusal);
        Assert.True(isEncoded, refusal?.Reason);
        buffer.Append(pending, rows.Span, 1);
    }
}
