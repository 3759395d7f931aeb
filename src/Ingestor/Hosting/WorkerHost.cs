using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;
using ModelData.Ingestor.Balancing;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Completing;
using ModelData.Ingestor.DeadLetters;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Fencing;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.Formats.Parquet;
using ModelData.Ingestor.Partitions;
using ModelData.Ingestor.Receiving;
using ModelData.Ingestor.State;

namespace ModelData.Ingestor.Hosting;

/// <summary>Puts the worker together. Each step registers one part, in the order in which the rows pass.</summary>
internal static class WorkerHost
{
    /// <summary>Builds the worker.</summary>
    /// <param name="args">Command line: <c>--Section:Name=value</c>.</param>
    /// <param name="configure">Replaces parts, for tests and benchmarks.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = ConsoleLog.Defaults });
        var reading = SettingsReading.Read(builder.Configuration);
        builder.AddConsoleLog();
        var start = new HostStart();
        start.AddFilters(builder.Logging, builder.Configuration);
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddEngine(reading)
            .AddLooks()
            .AddTelemetry(builder.Configuration);
        builder
            .Services.AddHostedService<OfficialClientLog>()
            .AddHostedService<MemoryReport>()
            .AddHostedService<IngestionService>()
            .AddHostedService<LagMonitor>()
            .AddHostedService(provider => provider.GetRequiredService<DependencyProbe>())
            .AddHostedService<CompletionService>();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        start.Follow(app.Lifetime);
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }

    /// <summary>Everything between hub and blobs: the worker without its clock, its telemetry and its host.</summary>
    internal static IServiceCollection AddEngine(this IServiceCollection services, SettingsReading reading) =>
        services.AddSettings(reading).AddStorage().AddPartitions().AddBuffers().AddCommits().AddCompletion();

    private static IServiceCollection AddStorage(this IServiceCollection services) =>
        services
            .AddSingleton<TokenCredential>(_ => OwnIdentity.Create())
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
                    provider.GetRequiredService<WorkerContainers>().SetAside
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
            {
                var hub = provider.GetRequiredService<IHubSource>();
                return new BlobOwnershipStore(
                    provider.GetRequiredService<WorkerContainers>().PartitionState,
                    hub.FullyQualifiedNamespace,
                    hub.HubName,
                    hub.ConsumerGroup
                );
            });

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
        return new PumpSettings(
            provider.GetRequiredService<IOptions<LoadBalancingSettings>>().Value.Name,
            memory.PrefetchBytesPerPartition,
            RoutingSettings.Create(layout.Padded, provider.GetRequiredService<IOptions<OutputSettings>>().Value),
            checkpoints.DuplicateWindow,
            checkpoints.Adopt,
            PumpSettings.LookLimitFor(provider.GetRequiredService<IOptions<FlushSettings>>().Value.RefusedFor)
        );
    }

    private static IServiceCollection AddBuffers(this IServiceCollection services) =>
        services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<MemorySettings>>().Value.CreateBudget())
            .AddSingleton(provider => new ChunkPool(provider.GetRequiredService<MemoryBudget>().CapacityBytes))
            .AddSingleton<IRefusedRows, RefusedRows>()
            .AddSingleton<FlushScheduler>()
            .AddSingleton<FinalFlush>()
            .AddSingleton<Func<BlobKey, FeatureSchema, BlobWriter>>(provider =>
                (key, schema) =>
                {
                    var format = provider.GetRequiredService<FileFormats>()[key.Kind];
                    var committer = ActivatorUtilities.CreateInstance<BlobCommitter>(
                        provider,
                        key,
                        schema,
                        format,
                        CreateRecords(provider, key.Folder)
                    );
                    var flush = provider.GetRequiredService<IOptions<FlushSettings>>().Value;
                    return ActivatorUtilities.CreateInstance<BlobWriter>(provider, committer, flush);
                }
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
                provider.GetRequiredService<ILogger<ParquetFormat>>(),
                FileFormats.CreateParquetPlaces()
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
            .AddSingleton<FileSealer>()
            .AddSingleton<ManifestWriter>()
            .AddSingleton<FolderCompleter>();

    private static IServiceCollection AddLooks(this IServiceCollection services) =>
        services
            .AddSingleton<ServiceClock>()
            .AddSingleton<DependencyProbe>()
            .AddSingleton(provider =>
            {
                var hub = provider.GetRequiredService<IHubSource>();
                var containers = provider.GetRequiredService<WorkerContainers>();
                return new Dependencies(
                    $"{hub.HubName} in {hub.FullyQualifiedNamespace}, consumer group {hub.ConsumerGroup}",
                    PlaceOf(containers.Data),
                    PlaceOf(containers.PartitionState),
                    PlaceOf(containers.SetAside),
                    provider.GetRequiredService<WorkerMetrics>(),
                    provider.GetRequiredService<TimeProvider>()
                );
            });

    private static string PlaceOf(BlobContainerClient container) =>
        $"container {container.Name} of {container.AccountName}";
}
