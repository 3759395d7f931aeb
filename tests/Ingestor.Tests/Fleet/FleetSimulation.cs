using System.Globalization;
using ModelData.Testing;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>Three workers under load, and what a seed does to them. Time passes twenty times as fast.</summary>
internal sealed class FleetSimulation(int seed, Sabotage sabotage = Sabotage.None)
{
    private const int Workers = 3;
    private const int Faults = 8;

    private readonly SimulatedWorld _world = new(seed, sabotage);
    private readonly Random _random = new(seed);
    private readonly List<string> _schedule = [];
    private readonly SimulatedWorker[] _workers = new SimulatedWorker[Workers];
    private readonly List<SimulatedWorker> _all = [];

    public int Rows => _world.Rows;

    /// <summary>Plays the schedule.</summary>
    /// <returns>What is wrong with the files; empty when every row is there once, in order.</returns>
    public async Task<string> RunAsync()
    {
        for (int i = 0; i < Workers; i++)
        {
            Start(i);
        }

        using var loading = new CancellationTokenSource();
        var load = LoadAsync(loading.Token);
        for (int i = 0; i < Faults; i++)
        {
            await HarmAsync(_random.Next(Workers));
            await PassAsync(_random.NextDouble() / 2);
        }

        await loading.CancelAsync();
        await load;
        string stuck = await SettleAsync();
        await Task.WhenAll(_workers.Select(worker => worker.StopAsync()));
        var problems = _world.FindProblems();
        return problems.Count == 0
            ? ""
            : $"seed {seed}: {string.Join("; ", problems.Take(5))}{stuck}\n{string.Join("; ", _schedule)}";
    }

    private void Start(int worker)
    {
        _workers[worker] = new SimulatedWorker(_world, $"w{worker}", sabotage);
        _all.Add(_workers[worker]);
    }

    private async Task LoadAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            _world.Send();
            await Task.Delay(TimeSpan.FromSeconds(0.05), _world.Clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HarmAsync(int worker)
    {
        // Half of them last longer than ownership does.
        double seconds = _random.Next(2) == 0 ? _random.NextDouble() : 3 + (2 * _random.NextDouble());
        int kind = _random.Next(6);
        var outside = _workers[worker].Outside;
        Note(worker, kind, seconds);
        switch (kind)
        {
            case 0:
                outside.Freeze();
                await PassAsync(seconds);
                outside.Thaw();
                break;
            case 1:
                outside.IsHubCut = true;
                await PassAsync(seconds);
                outside.IsHubCut = false;
                break;
            case 2:
                outside.IsStorageCut = true;
                await PassAsync(seconds);
                outside.IsStorageCut = false;
                break;
            case 3:
                outside.Losses = 25;
                await PassAsync(seconds);
                outside.Losses = 0;
                break;
            case 4:
                _workers[worker].Kill();
                await PassAsync(seconds);
                Start(worker);
                break;
            default:
                await _workers[worker].StopAsync();
                await PassAsync(seconds);
                Start(worker);
                break;
        }
    }

    private void Note(int worker, int kind, double seconds)
    {
        string[] kinds = ["frozen", "cut off from the hub", "cut off from storage", "lossy", "killed", "stopped"];
        _schedule.Add(string.Create(CultureInfo.InvariantCulture, $"w{worker} {kinds[kind]} {seconds:F1} s"));
    }

    private async Task<string> SettleAsync()
    {
        try
        {
            await Eventually.IsTrueAsync(
                () =>
                    _world.CountRows() >= _world.Rows
                    && _workers.Sum(worker => worker.Owned) == SimulatedWorld.Partitions,
                sabotage == Sabotage.None ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(3),
                () =>
                    $"{_world.Rows} rows, there are {_world.CountRows()}; {string.Join(", ", _workers.Select(w => w.Owned))} partitions read",
                TestContext.Current.CancellationToken
            );
            return "";
        }
        catch (TimeoutException e)
        {
            return $" ({e.Message})";
        }
    }

    private Task PassAsync(double seconds) => _world.Clock.PassAsync(TimeSpan.FromSeconds(seconds));
}
