using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Completing;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Formats;

namespace ModelData.Ingestor.Tests.Fakes;

/// <summary>Committers as a worker makes them: each call is a worker that has just started, with nothing in its cache.</summary>
internal static class Committers
{
    public static WorkerMetrics Metrics { get; } = CreateMetrics();

    public static FileFormats Formats { get; } = new(NullLogger<Ingestor.Formats.Parquet.ParquetFormat>.Instance);

    public static WorkerMetrics CreateMetrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

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
            new BlobKey(folder, schema.Hash, kind, partition),
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
