using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.EventHubs.Processor;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Completing;
using ModelData.Ingestor.DeadLetters;
using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Partitions;
using ModelData.Ingestor.Replaying;
using ModelData.Ingestor.State;
using ModelData.Ingestor.Tests.Fakes;
using ModelData.Ingestor.Variants;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>A worker in memory: all its parts, as <c>IngestionService</c> runs them, behind a world that may fail.</summary>
internal sealed class SimulatedWorker : IDisposable
{
    private static readonly RoutingSettings Routing = RoutingSettings.Create(padded: true, new OutputSettings());

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly FlushScheduler _scheduler;
    private readonly FinalFlush _finalFlush;
    private readonly PartitionPumps _pumps;
    private readonly Task _running;

    public SimulatedWorker(SimulatedWorld world, string name, Sabotage sabotage)
    {
        Outside = new Outside(world.Random);
        var clock = world.Clock;
        var hub = new InMemoryHubSource(world.Hub, Outside, clock);
        var blobs = new OutsideBlobs(world.Blobs, Outside) { HidesSequences = sabotage == Sabotage.NoSequences };
        var states = new OutsideStates(world.States, Outside);
        var budget = new MemoryBudget(1 << 24);
        var pool = new ChunkPool(1 << 20);
        var cache = new BlockCache(1 << 20);
        var flush = Options.Create(new FlushSettings { MaxAge = world.FlushAge, Concurrency = 4 });
        var ids = sabotage == Sabotage.DeterministicIds ? (IBlockIds)new DeterministicBlockIds() : new EpochBlockIds();
        _scheduler = new FlushScheduler(CreateWriter, flush, budget, clock, NullLogger<FlushScheduler>.Instance);
        _finalFlush = new FinalFlush(_scheduler, flush, clock, NullLogger<FinalFlush>.Instance);
        _pumps = new PartitionPumps(
            CreatePump,
            _finalFlush,
            Committers.Metrics,
            clock,
            NullLogger<PartitionPumps>.Instance
        );
        var balancer = new PartitionBalancer(
            new OutsideOwnerships(world.Ownerships, Outside),
            SimulatedWorld.Balancing with
            {
                Identifier = name,
            },
            clock,
            NullLogger<PartitionBalancer>.Instance
        );
        var partitions = new HubPartitions(hub);
        Func<PartitionLease, Task> work =
            sabotage == Sabotage.NoFinish
                ? lease => CreatePump(lease, int.Parse(lease.PartitionId)).RunAsync()
                : _pumps.RunAsync;
        _running = Task.Run(() => RunAsync(balancer, partitions, work, clock));

        BlobWriter CreateWriter(BlobKey key, FeatureSchema schema) =>
            new(
                new BlobCommitter(
                    key,
                    schema,
                    Committers.Formats[key.Kind],
                    blobs,
                    cache,
                    ids,
                    NoFolderRecords.Instance,
                    new LeftFiles(Committers.Metrics, NullLogger<LeftFiles>.Instance),
                    new StorageOutage(clock, NullLogger<StorageOutage>.Instance),
                    Committers.Metrics,
                    NullLogger<BlobCommitter>.Instance
                ),
                pool,
                budget,
                flush.Value,
                new RefusedRows(world.DeadLetters, clock),
                clock
            );

        PartitionPump CreatePump(PartitionLease lease, int number) =>
            new(
                lease,
                number,
                new PumpSettings(name, 1 << 16, Routing, TimeSpan.FromHours(1), AdoptCheckpoints: false),
                hub,
                new StateSaver(
                    lease.PartitionId,
                    states,
                    new NoCheckpoints(),
                    Options.Create(new ManifestSettings { Enabled = false }),
                    Committers.Metrics,
                    NullLogger<StateSaver>.Instance
                ),
                new NoCheckpoints(),
                _scheduler,
                Committers.Formats,
                world.DeadLetters,
                budget,
                Committers.Metrics,
                clock,
                NullLogger<PartitionPump>.Instance
            );
    }

    public Outside Outside { get; }

    /// <summary>The partitions that it reads as their owner.</summary>
    public int Owned => _pumps.All.Count(pump => pump.IsOwner && pump.IsAttached);

    /// <summary>SIGTERM.</summary>
    public async Task StopAsync()
    {
        _finalFlush.Start();
        await _stopping.CancelAsync();
        await _running;
    }

    public void Dispose()
    {
        _scheduler.Dispose();
        _stopping.Dispose();
        _ended.Dispose();
    }

    /// <summary>SIGKILL: nothing more takes effect.</summary>
    public void Kill()
    {
        Outside.IsDead = true;
        _stopping.Cancel();
        _ended.Cancel();
    }

    private async Task RunAsync(
        PartitionBalancer balancer,
        HubPartitions partitions,
        Func<PartitionLease, Task> work,
        TimeProvider clock
    )
    {
        var flushes = _scheduler.RunAsync(_ended.Token);
        var saves = SaveAsync(clock);
        await balancer.RunAsync(partitions.ListAsync, work, _stopping.Token);
        await _finalFlush.DisposeAsync();
        await _ended.CancelAsync();
        await Task.WhenAll(flushes, saves).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SaveAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.5), clock);
        while (await timer.WaitForNextTickAsync(_ended.Token))
        {
            await _pumps.SaveAsync(_ended.Token);
        }
    }
}
