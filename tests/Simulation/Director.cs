using ModelData.Simulation.Checks;
using ModelData.Simulation.Outside;
using ModelData.Simulation.Plans;
using ModelData.Simulation.Workers;

namespace ModelData.Simulation;

/// <summary>Does what a plan says, then lets everything come to rest, and has the files checked.</summary>
internal sealed class Director(SimulatedWorld world, Senders senders)
{
    private const double LongestRest = 120;
    private const double KillAfter = 10;

    private readonly SortedDictionary<int, SimulatedWorker> _workers = [];
    private readonly SortedDictionary<int, Routing> _routings = [];
    private readonly FileCheck _files = new(world, senders);
    private int _starts;

    public async Task RunAsync()
    {
        using var loading = new CancellationTokenSource();
        var load = senders.RunAsync(loading.Token);
        var acts = new List<Task>();
        double now = 0;
        foreach (var act in world.Plan.Acts.OrderBy(act => act.At))
        {
            await world.PassAsync(act.At - now);
            now = Math.Max(now, act.At);
            acts.Add(PlayAsync(act));
        }

        await world.PassAsync(Math.Max(0, world.Plan.Load - now));
        loading.Cancel();
        await load;
        await Task.WhenAll(acts);
        await RestAsync();
        _files.Run();
    }

    private async Task PlayAsync(Act act)
    {
        world.Loop.Trace($"act {act}");
        if (act.Kind == ActKind.Recreate)
        {
            senders.Recreate(act.Number);
            return;
        }

        if (act.Kind == ActKind.RefuseFile)
        {
            world.IsRefused = name => name.Contains(act.About, StringComparison.Ordinal);
            await world.PassAsync(act.Seconds);
            world.IsRefused = _ => false;
            return;
        }

        if (act.Kind == ActKind.Start)
        {
            Start(act);
            return;
        }

        if (!_workers.TryGetValue(act.Worker, out var worker) || !worker.IsAlive)
        {
            return;
        }

        switch (act.Kind)
        {
            case ActKind.Restart:
                await StopAsync(worker);
                await StartAgainAsync(act);
                break;
            case ActKind.Stop:
                await StopAsync(worker);
                break;
            case ActKind.Kill:
                worker.Kill();
                await StartAgainAsync(act);
                break;
            case ActKind.KillAt:
                await KillAtAsync(await FindNextAsync(worker, act.Worker), act);
                await StartAgainAsync(act);
                break;
            default:
                Faults.Begin(act, worker);
                await world.PassAsync(act.Seconds);
                Faults.End(act, worker);
                break;
        }
    }

    private void Start(Act act)
    {
        if (_workers.TryGetValue(act.Worker, out var worker) && worker.IsAlive)
        {
            return;
        }

        var routing = act.Routing ?? _routings.GetValueOrDefault(act.Worker, Routing.Csv);
        _routings[act.Worker] = routing;
        _workers[act.Worker] = new SimulatedWorker(world, $"w{act.Worker}", routing, ++_starts);
    }

    private async Task StartAgainAsync(Act act)
    {
        await world.PassAsync(act.Seconds);
        Start(act);
    }

    // Also one that is frozen, and goes on later; one that is killed meanwhile never ends.
    private async Task StopAsync(SimulatedWorker worker)
    {
        worker.Stop();
        while (worker.IsAlive)
        {
            await world.PassAsync(0.05);
        }
    }

    // Not one that is about to end in order, but the one that comes after it.
    private async Task<SimulatedWorker> FindNextAsync(SimulatedWorker worker, int name)
    {
        for (double waited = 0; worker.IsStopping && waited < KillAfter; waited += 0.001)
        {
            await world.PassAsync(0.001);
            worker = _workers[name];
        }

        return worker;
    }

    private async Task KillAtAsync(SimulatedWorker worker, Act act)
    {
        int left = act.Number;
        worker.Link.After = (operation, about) =>
        {
            bool isMeant = operation == act.Operation && about.Contains(act.About, StringComparison.Ordinal);
            if (isMeant && --left == 0)
            {
                worker.Kill();
            }
        };
        for (double waited = 0; worker.IsAlive && waited < KillAfter; waited += 0.1)
        {
            await world.PassAsync(0.1);
        }

        if (worker.IsAlive)
        {
            worker.Kill();
        }
    }

    private async Task RestAsync()
    {
        world.Loop.Trace("nothing is in the way any more");
        foreach (var worker in _workers.Values)
        {
            Faults.Heal(worker);
        }

        for (double waited = 0; !IsAtRest(); waited += 0.5)
        {
            if (waited >= LongestRest)
            {
                string owned = string.Join(", ", _workers.Values.Select(it => $"{it.Name} {it.Owned}"));
                world.History.Add(ProblemKind.Stuck, $"after {LongestRest} s, partitions read: {owned}");
                break;
            }

            await world.PassAsync(0.5);
        }

        foreach (var worker in _workers.Values.Where(worker => worker.IsAlive))
        {
            await StopAsync(worker);
        }
    }

    private bool IsAtRest() =>
        _workers.Values.Sum(worker => worker.Owned) == world.Plan.Partitions && _files.IsComplete();
}
