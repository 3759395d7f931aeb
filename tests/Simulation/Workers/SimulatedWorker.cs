using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Settings;
using ModelData.Simulation.Checks;
using ModelData.Simulation.Outside;
using ModelData.Simulation.Plans;
using ModelData.Simulation.Seams;

namespace ModelData.Simulation.Workers;

/// <summary>A worker process: the real engine, put together as the product does it, behind a link to the simulated world.</summary>
internal sealed class SimulatedWorker : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SimulatedWorld _world;
    private readonly OneMeterFactory _meters = new();
    private PartitionPumps? _pumps;
    private FinalFlush? _finalFlush;

    /// <summary>Starts a worker.</summary>
    /// <param name="world">The world.</param>
    /// <param name="name">Its identity.</param>
    /// <param name="routing">Its settings.</param>
    /// <param name="start">How many workers were started before: each draws something else.</param>
    public SimulatedWorker(SimulatedWorld world, string name, Routing routing, int start)
    {
        _world = world;
        (Name, Routing) = (name, routing);
        int seed = unchecked((world.Plan.Seed * 1000) + start);
        Process = new SimulatedProcess(world.Loop, name, seed);
        Link = new Link(Process, ~seed) { SlowPercent = world.Plan.SlowPercent };
        Hub = new LinkedHub(world.Hub, Link, world.History)
        {
            IsSilent = world.Plan.IsSilent,
            IsStale = world.Plan.Sabotage == Sabotage.StaleLooks,
        };
        world.Loop.Trace($"{name} starts with {routing}");
        Running = Process.Start(WatchAsync);
    }

    public string Name { get; }

    public Routing Routing { get; }

    public SimulatedProcess Process { get; }

    public Link Link { get; }

    public LinkedHub Hub { get; }

    /// <summary>Ends with the worker; never, when it is killed.</summary>
    public Task Running { get; }

    /// <summary>Whether it was neither killed nor has it ended.</summary>
    public bool IsAlive => !Process.IsDead && !Running.IsCompleted;

    /// <summary>The partitions that it reads as their owner.</summary>
    public int Owned => IsAlive ? _pumps?.All.Count(pump => pump.IsOwner && pump.IsAttached) ?? 0 : 0;

    /// <summary>Whether it was told to stop.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>SIGTERM.</summary>
    public void Stop()
    {
        IsStopping = true;
        Process.Start(() =>
        {
            _finalFlush?.Start();
            _stopping.Cancel();
        });
    }

    /// <summary>SIGKILL: nothing more runs, but what is on its way takes effect.</summary>
    public void Kill()
    {
        _world.Loop.Trace($"{Name} is killed");
        Process.Kill();
        Dispose();
    }

    public void Dispose()
    {
        _meters.Dispose();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            await RunAsync();
        }
        catch (Exception e)
        {
            _world.History.Add(ProblemKind.Stopped, $"{Name}: {e.GetType().Name}: {e.Message}");
            throw;
        }
    }

    // As the service does it that hosts the engine.
    private async Task RunAsync()
    {
        // Never disposed of: the container would end its services on the thread pool, and there is nothing in them but memory.
        var services = EngineServices.Create(this, _world, _meters);
        var scheduler = services.GetRequiredService<FlushScheduler>();
        _finalFlush = services.GetRequiredService<FinalFlush>();
        _pumps = services.GetRequiredService<PartitionPumps>();
        var balancer = services.GetRequiredService<PartitionBalancer>();
        _world.History.Started(Process, balancer.OwnerId, FindRouting(services));
        using var ended = new CancellationTokenSource();
        var looks = services.GetRequiredService<Looks>();
        List<Task> beside =
        [
            scheduler.RunAsync(ended.Token),
            SaveAsync(ended.Token),
            looks.RunAsync(TimeSpan.FromSeconds(1), ended.Token),
        ];
        if (_world.Plan.HasDocuments)
        {
            var completion = ActivatorUtilities.CreateInstance<CompletionLoop>(services);
            beside.Add(completion.RunAsync(ended.Token));
        }

        try
        {
            var partitions = services.GetRequiredService<HubPartitions>();
            await balancer.RunAsync(partitions.ListAsync, Work(services, _pumps), _stopping.Token);
        }
        catch (PartitionFailedException e)
        {
            _world.History.Add(ProblemKind.Stopped, $"{Name}: {e.Message}");
        }

        await _finalFlush.DisposeAsync();
        ended.Cancel();
        await Task.WhenAll(beside)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _world.Loop.Trace($"{Name} has ended");
        Dispose();
    }

    private static RoutingSettings FindRouting(IServiceProvider services)
    {
        var layout = services.GetRequiredService<IOptions<LayoutSettings>>().Value;
        return RoutingSettings.Create(layout.Padded, services.GetRequiredService<IOptions<OutputSettings>>().Value);
    }

    private Func<PartitionLease, Task> Work(IServiceProvider services, PartitionPumps pumps)
    {
        var create = services.GetRequiredService<Func<PartitionLease, int, PartitionPump>>();
        return _world.Plan.Sabotage == Sabotage.NoFinish
            ? lease => create(lease, int.Parse(lease.PartitionId)).RunAsync()
            : pumps.RunAsync;
    }

    private async Task SaveAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_world.Plan.SaveInterval), Process.Clock);
        while (await timer.WaitForNextTickAsync(ended))
        {
            await _pumps!.SaveAsync(ended);
        }
    }
}
