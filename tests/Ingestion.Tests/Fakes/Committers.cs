using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Files.Csv;
using ModelData.Ingestion.Files.Parquet;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Committers as a worker makes them: each call is a worker that has just started, with nothing in its cache.</summary>
internal static class Committers
{
    public static WorkerMetrics Metrics { get; } = CreateMetrics();

    public static FileFormats Formats { get; } =
        new(new CsvFormat(), new ParquetFormat(commitPlaces: null, NullLogger<ParquetFormat>.Instance));

    public static WorkerMetrics CreateMetrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    /// <summary>The files of a writer that has but one.</summary>
    public static WriterFiles Only(BlobCommitter committer, TimeSpan? refusedFor = null, TimeProvider? time = null) =>
        new(committer, createSibling: null, refusedFor ?? new FlushSettings().RefusedFor, time ?? TimeProvider.System);

    public static BlobCommitter Create(
        BlobKey key,
        FeatureSchema schema,
        IDataBlobs blobs,
        FileLimits? limits = null,
        TimeProvider? time = null,
        IFolderRecords? records = null
    ) =>
        new(
            key,
            schema,
            Formats[key.Kind],
            blobs,
            new BlockCache(16 << 20),
            new EpochBlockIds(),
            records ?? NoFolderRecords.Instance,
            new LeftFiles(Metrics, NullLogger<LeftFiles>.Instance),
            new StorageOutage(time ?? TimeProvider.System, NullLogger<StorageOutage>.Instance),
            Metrics,
            time ?? TimeProvider.System,
            NullLogger<BlobCommitter>.Instance,
            limits
        );

    public static BlobCommitter Create(
        FileKind kind,
        IDataBlobs blobs,
        string folder,
        FeatureSchema? schema = null,
        int? partition = null,
        IBlockIds? ids = null,
        IFolderRecords? records = null,
        WorkerMetrics? metrics = null,
        ILoggerFactory? loggers = null,
        TimeProvider? time = null
    )
    {
        schema ??= Rows.Schema;
        metrics ??= Metrics;
        loggers ??= NullLoggerFactory.Instance;
        return new BlobCommitter(
            new BlobKey(folder, schema.TypedHash, kind, partition),
            schema,
            Formats[kind],
            blobs,
            new BlockCache(16 << 20),
            ids ?? new EpochBlockIds(),
            records ?? NoFolderRecords.Instance,
            new LeftFiles(metrics, loggers.CreateLogger<LeftFiles>()),
            new StorageOutage(time ?? TimeProvider.System, loggers.CreateLogger<StorageOutage>()),
            metrics,
            time ?? TimeProvider.System,
            loggers.CreateLogger<BlobCommitter>()
        );
    }
}
