using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
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
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion;

/// <summary>Puts the engine together: each step registers one part, in the order in which the rows pass.</summary>
public static class IngestionServices
{
    /// <summary>
    /// Registers the engine: an <see cref="IngestionEngine"/>, each <see cref="EngineLoop"/> and <see cref="Observing.Readiness"/>. It needs the options of
    /// <see cref="Settings"/>, a token credential, a clock (<see cref="TimeProvider"/>), a log and meters.
    /// </summary>
    public static IServiceCollection AddIngestion(this IServiceCollection services) =>
        services
            .AddStorage()
            .AddPartitions()
            .AddBuffers()
            .AddCommits()
            .AddCompletion()
            .AddObservers()
            .AddSingleton(provider => new IngestionEngine(provider));

    private static IServiceCollection AddStorage(this IServiceCollection services) =>
        services
            .AddSingleton<WorkerContainers>()
            .AddSingleton<IDataBlobs>(provider => new AzureDataBlobs(
                provider.GetRequiredService<WorkerContainers>().Data
            ))
            .AddSingleton<IStateStore>(provider =>
            {
                var hub = provider.GetRequiredService<IHubSource>();
                return new BlobStateStore(
                    provider.GetRequiredService<WorkerContainers>().PartitionState,
                    BlobStateStore.Prefix(hub, hub.ConsumerGroup)
                );
            })
            .AddSingleton<IDeadLetterStore>(provider =>
                ActivatorUtilities.CreateInstance<BlobDeadLetterStore>(
                    provider,
                    provider.GetRequiredService<WorkerContainers>().DeadLetters
                )
            )
            .AddSingleton<LetterFloods>()
            .AddSingleton(provider => new LetterPackBlobs(
                new AzureDataBlobs(provider.GetRequiredService<WorkerContainers>().LetterPacks)
            ))
            .AddSingleton<LetterBuffers>()
            .AddSingleton<ICheckpointStore>(provider =>
            {
                var hub = provider.GetRequiredService<IHubSource>();
                return new BlobCheckpointStore(
                    provider.GetRequiredService<WorkerContainers>().PartitionState,
                    hub.FullyQualifiedNamespace,
                    hub.HubName,
                    hub.ConsumerGroup,
                    PumpSettings.MirrorWriterPrefix
                        + provider.GetRequiredService<IOptions<LoadBalancingSettings>>().Value.Name
                );
            })
            .AddSingleton<IOwnershipStore>(provider =>
                BlobOwnershipStore.Create(
                    provider.GetRequiredService<WorkerContainers>().PartitionState,
                    provider.GetRequiredService<IHubSource>()
                )
            );

    private static IServiceCollection AddPartitions(this IServiceCollection services) =>
        services
            .AddSingleton<IHubSource, EventHubsSource>()
            .AddSingleton<HubPartitions>()
            .AddSingleton(provider =>
            {
                var settings = provider.GetRequiredService<IOptions<LoadBalancingSettings>>().Value;
                return ActivatorUtilities.CreateInstance<PartitionBalancer>(
                    provider,
                    new PartitionBalancerOptions
                    {
                        Identifier = settings.Name,
                        Strategy = settings.Strategy,
                        Interval = settings.Interval,
                        Expiry = settings.Expiry,
                    }
                );
            })
            .AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<Looks>(
                    provider,
                    provider.GetRequiredService<PartitionBalancer>().OwnerId
                )
            )
            .AddSingleton<ILooks>(provider => provider.GetRequiredService<Looks>())
            .AddSingleton<PartitionPumps>()
            .AddSingleton<Func<PartitionLease, int, PartitionPump>>(provider =>
                (lease, number) =>
                {
                    var saver = ActivatorUtilities.CreateInstance<StateSaver>(provider, lease.PartitionId);
                    return ActivatorUtilities.CreateInstance<PartitionPump>(
                        provider,
                        lease,
                        number,
                        CreatePumpSettings(provider),
                        saver
                    );
                }
            );

    private static PumpSettings CreatePumpSettings(IServiceProvider provider)
    {
        var checkpoints = provider.GetRequiredService<IOptions<CheckpointSettings>>().Value;
        var memory = provider.GetRequiredService<IOptions<MemorySettings>>().Value;
        var layout = provider.GetRequiredService<IOptions<LayoutSettings>>().Value;
        var output = provider.GetRequiredService<IOptions<OutputSettings>>().Value;
        return new PumpSettings(
            provider.GetRequiredService<IOptions<LoadBalancingSettings>>().Value.Name,
            memory.PrefetchBytesPerPartition,
            RoutingSettings.Create(layout.Padded, output),
            checkpoints.DuplicateWindow,
            checkpoints.Adopt,
            PumpSettings.LookLimitFor(provider.GetRequiredService<IOptions<FlushSettings>>().Value.RefusedFor),
            output.UntypedColumns,
            output.ExactTypes,
            output.RedactedColumns
        );
    }

    private static IServiceCollection AddBuffers(this IServiceCollection services) =>
        services
            .AddSingleton(provider =>
                MemoryBudget.Create(provider.GetRequiredService<IOptions<MemorySettings>>().Value)
            )
            .AddSingleton(provider => new ChunkPool(provider.GetRequiredService<MemoryBudget>().CapacityBytes))
            .AddSingleton<IRefusedRows, RefusedRows>()
            .AddSingleton<FlushScheduler>()
            .AddSingleton<FinalFlush>()
            .AddSingleton<Func<BlobKey, FeatureSchema, BlobWriter>>(provider =>
                (key, schema) =>
                {
                    var flush = provider.GetRequiredService<IOptions<FlushSettings>>().Value;
                    var records = CreateRecords(provider, key.Folder);
                    var files = new WriterFiles(
                        CreateCommitter(provider, key, schema, records),
                        (sibling, columns) => CreateCommitter(provider, sibling, columns, records),
                        flush.RefusedFor,
                        provider.GetRequiredService<TimeProvider>()
                    );
                    return ActivatorUtilities.CreateInstance<BlobWriter>(provider, files, flush);
                }
            );

    private static BlobCommitter CreateCommitter(
        IServiceProvider provider,
        BlobKey key,
        FeatureSchema schema,
        IFolderRecords records
    ) =>
        ActivatorUtilities.CreateInstance<BlobCommitter>(
            provider,
            key,
            schema,
            provider.GetRequiredService<FileFormats>()[key.Kind],
            records
        );

    private static IFolderRecords CreateRecords(IServiceProvider provider, string folder) =>
        provider.GetRequiredService<IOptions<ManifestSettings>>().Value.Enabled
            ? new FolderRecords(
                folder,
                ActivatorUtilities.CreateInstance<FolderAnnouncement>(provider, folder),
                provider.GetRequiredService<SchemaRecord>()
            )
            : NoFolderRecords.Instance;

    private static IServiceCollection AddCommits(this IServiceCollection services) =>
        services
            .AddSingleton<IBlockIds, EpochBlockIds>()
            .AddSingleton<GrowthWriter>()
            .AddSingleton<LeftFiles>()
            .AddSingleton<StorageOutage>()
            .AddSingleton(provider => new FileFormats(
                new CsvFormat(),
                new ParquetFormat(ParquetFormat.CreatePlaces(), provider.GetRequiredService<ILogger<ParquetFormat>>())
            ))
            .AddSingleton(provider => new BlockCache(
                provider.GetRequiredService<IOptions<MemorySettings>>().Value.BlockCacheBytes
            ));

    private static IServiceCollection AddCompletion(this IServiceCollection services) =>
        services
            .AddSingleton<CompletionTimes>()
            .AddSingleton<IOpenFolders>(provider =>
            {
                var hub = provider.GetRequiredService<IHubSource>();
                return new BlobOpenFolders(
                    provider.GetRequiredService<WorkerContainers>().PartitionState,
                    BlobOpenFolders.Prefix(hub, hub.ConsumerGroup)
                );
            })
            .AddSingleton<IFolderDocuments>(provider => new BlobFolderDocuments(
                provider.GetRequiredService<WorkerContainers>().Data
            ))
            .AddSingleton<SchemaRecord>()
            .AddSingleton<HubWatermark>()
            .AddSingleton<FileCompactor>()
            .AddSingleton<ManifestWriter>()
            .AddSingleton<FolderCompleter>()
            .AddSingleton<CompletionLoop>();

    private static IServiceCollection AddObservers(this IServiceCollection services) =>
        services
            .AddSingleton<WorkerMetrics>()
            .AddSingleton<ServiceClock>()
            .AddSingleton<DependencyProbe>()
            .AddSingleton<MemoryReport>()
            .AddSingleton<OfficialClientLog>()
            .AddSingleton(provider => new Readiness(
                provider.GetRequiredService<PartitionBalancer>(),
                provider.GetRequiredService<PartitionPumps>(),
                provider.GetRequiredService<FlushScheduler>(),
                provider.GetRequiredService<Dependencies>(),
                provider.GetRequiredService<ServiceClock>()
            ))
            .AddSingleton<LagMonitor>()
            .AddReport()
            .AddSingleton(provider => new EngineLoop(provider.GetRequiredService<LagMonitor>().RunAsync))
            .AddSingleton(provider => new EngineLoop(provider.GetRequiredService<DependencyProbe>().RunAsync))
            .AddSingleton(provider => new EngineLoop(provider.GetRequiredService<CompletionLoop>().RunAsync))
            .AddSingleton(provider =>
            {
                var hub = provider.GetRequiredService<IHubSource>();
                var containers = provider.GetRequiredService<WorkerContainers>();
                return new Dependencies(
                    $"{hub.HubName} in {hub.FullyQualifiedNamespace}, consumer group {hub.ConsumerGroup}",
                    PlaceOf(containers.Data),
                    PlaceOf(containers.PartitionState),
                    PlaceOf(containers.DeadLetters),
                    provider.GetRequiredService<WorkerMetrics>(),
                    provider.GetRequiredService<TimeProvider>()
                );
            });

    private static IServiceCollection AddReport(this IServiceCollection services) =>
        services
            .AddSingleton<IWorkerReports>(provider =>
            {
                var hub = provider.GetRequiredService<IHubSource>();
                return new WorkerReports(
                    provider.GetRequiredService<WorkerContainers>().PartitionState,
                    WorkerReports.Prefix(hub, hub.ConsumerGroup)
                );
            })
            .AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<OwnReport>(
                    provider,
                    (Func<IReadOnlyList<ReportedProblem>>)provider.GetRequiredService<Readiness>().FindProblems
                )
            )
            .AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<ReportLoop>(
                    provider,
                    (Func<WorkerReport>)provider.GetRequiredService<OwnReport>().Compose
                )
            )
            .AddSingleton(provider => new EngineLoop(provider.GetRequiredService<ReportLoop>().RunAsync))
            .AddSingleton(provider =>
            {
                var hub = provider.GetRequiredService<IHubSource>();
                return new HeartbeatReports(
                    provider.GetRequiredService<WorkerContainers>().PartitionState,
                    HeartbeatReports.Prefix(hub, hub.ConsumerGroup)
                );
            })
            .AddSingleton(provider =>
            {
                var pumps = provider.GetRequiredService<PartitionPumps>();
                return ActivatorUtilities.CreateInstance<HeartbeatLoop>(
                    provider,
                    () =>
                        pumps
                            .All.Where(it => it.IsOwner && it.Heartbeats is not null)
                            .Select(it => (it.PartitionId, it.Heartbeats!))
                );
            })
            .AddSingleton(provider => new EngineLoop(provider.GetRequiredService<HeartbeatLoop>().RunAsync));

    private static string PlaceOf(BlobContainerClient container) =>
        $"container {container.Name} of {container.AccountName}";
}
