using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Variants;
using ModelData.Simulation.Outside;
using ModelData.Simulation.Plans;
using ModelData.Simulation.Seams;

namespace ModelData.Simulation.Workers;

/// <summary>The engine as the product registers it, with the seams, the clock and the metrics of one simulated worker.</summary>
internal static class EngineServices
{
    public static ServiceProvider Create(SimulatedWorker worker, SimulatedWorld world, OneMeterFactory meters)
    {
        var plan = world.Plan;
        var (link, history) = (worker.Link, world.History);
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(Settings(worker, plan));
        var services = new ServiceCollection();
        services.AddSettings(SettingsReading.Read(configuration)).AddIngestion();
        services
            // By functions: a service that is given as it is would be compiled on the thread pool when it is asked for again.
            .AddSingleton(_ => new FileLimits(plan.MaxBlocks))
            .AddSingleton<TimeProvider>(_ => worker.Process.Clock)
            .AddSingleton<WorkerMetrics>()
            .AddSingleton<System.Diagnostics.Metrics.IMeterFactory>(_ => meters)
            .AddSingleton(typeof(ILogger<>), typeof(TraceLogger<>))
            .AddSingleton(_ => worker.Process)
            .AddSingleton<IHubSource>(_ => worker.Hub)
            .AddSingleton<IDataBlobs>(_ => new LinkedBlobs(world.Blobs, link, history)
            {
                HidesSequences = plan.Sabotage == Sabotage.NoSequences,
                IsRefused = name => world.IsRefused(name),
            })
            .AddSingleton<IStateStore>(_ => new LinkedStates(world.States, link, history)
            {
                IgnoresConditions = plan.Sabotage == Sabotage.NoStateCondition,
                ForgetsFiles = plan.Sabotage == Sabotage.FilesForgotten,
                OwnIdentity = plan.Sabotage == Sabotage.IdentityForSession ? Identity(worker, plan) : null,
            })
            .AddSingleton<IOwnershipStore>(_ => new LinkedOwnerships(world.Ownerships, link, history)
            {
                IsBlind = plan.Sabotage == Sabotage.BlindLooks,
                OwnIdentity = plan.Sabotage == Sabotage.IdentityForSession ? Identity(worker, plan) : null,
                Claimed = plan.Sabotage == Sabotage.EarlyBarrier ? worker.Hub.AnswerOldEnd : _ => { },
            })
            .AddSingleton(_ => new LetterPackBlobs(new LinkedBlobs(world.Packs, link, history)))
            .AddSingleton<IDeadLetterStore>(_ => new LinkedLetters(world.Letters, link, history))
            .AddSingleton<ICheckpointStore>(_ => new LinkedCheckpoints(world.Checkpoints, link))
            .AddSingleton<IOpenFolders>(_ => new LinkedFolders(world.Folders, link))
            .AddSingleton<IFolderDocuments>(_ => new LinkedDocuments(world.Documents, link));
        if (plan.MaxBufferedBytes is { } bytes)
        {
            // Less than settings allow: rows are small here.
            services.AddSingleton(_ => new MemoryBudget(bytes));
        }

        if (plan.Sabotage == Sabotage.DeterministicIds)
        {
            services.AddSingleton<IBlockIds, DeterministicBlockIds>();
        }

        return services.BuildServiceProvider();
    }

    private static string Identity(SimulatedWorker worker, Plan plan) => plan.HasTwins ? "twin" : worker.Name;

    private static IEnumerable<KeyValuePair<string, string?>> Settings(SimulatedWorker worker, Plan plan) =>
        [
            new("LoadBalancing:Identity", Identity(worker, plan)),
            new("LoadBalancing:Interval", "00:00:01"),
            new("LoadBalancing:Expiry", "00:00:03"),
            new("Flush:MaxAge", Time(plan.FlushAge)),
            new("Flush:RefusedFor", Time(plan.RefusedFor)),
            new("Flush:Concurrency", "4"),
            new("Checkpoints:SaveInterval", Time(plan.SaveInterval)),
            new("Memory:MaxBufferedBytes", "33554432"),
            new("Manifests:Enabled", $"{plan.HasDocuments}"),
            new("Manifests:Every", "00:01:00"),
            new("Manifests:Grace", "00:00:01"),
            new("Manifests:CheckInterval", "00:00:02"),
            .. worker.Routing.Settings,
        ];

    private static string Time(double seconds) =>
        TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);
}
