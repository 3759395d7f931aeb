using System.Diagnostics;
using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Scoring;

/// <summary>
/// Four scoring apps at once, two with collection off, one with a sample of 10 %, one with all, each asked in turn: what differs is what collecting costs. The
/// hub is the local broker, a process of its own; processor time is that of the app's process, the sending included.
/// </summary>
internal sealed class ScoringRun(int starts, int rounds, int requests, TimeSpan frozen)
{
    /// <summary>Rounds before those that count: what runs for a tenth of the requests is compiled for good after ten times as many.</summary>
    private const int CompilingRounds = 6;

    private readonly List<double[]> _costs = [];
    private double? _frozenToAll;
    private long[] _frozenMemory = [];

    public async Task<ScoringReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("modeldata-scoring-");
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        await using var proxy = AmqpFaultProxy.Start(broker.Port);
        using var load = new ScoringLoad();
        for (int start = 0; start < starts; start++)
        {
            await RunAsync(start, proxy, load, cancellationToken);
        }
        return Report();
    }

    private async Task RunAsync(int start, AmqpFaultProxy proxy, ScoringLoad load, CancellationToken cancellationToken)
    {
        await using var off = await StartAsync("off", "false", "1", proxy);
        await using var control = await StartAsync("control", "false", "1", proxy);
        await using var sampled = await StartAsync("sampled", "true", "0.1", proxy);
        await using var all = await StartAsync("all", "true", "1", proxy);
        ChildProcess[] apps = [off, control, sampled, all];
        Uri[] addresses = [.. await Task.WhenAll(apps.Select(AddressAsync))];
        for (int round = -CompilingRounds; round < rounds; round++)
        {
            double[] costs = new double[apps.Length];
            for (int i = 0; i < apps.Length; i++)
            {
                // Another one begins each round.
                int app = (i + round + CompilingRounds) % apps.Length;
                costs[app] = await CostAsync(apps[app], addresses[app], load, cancellationToken);
            }

            Output.Say($"start {start}, round {round}: {string.Join(", ", costs.Select(it => $"{it:0.0} µs"))}");
            if (round >= 0)
            {
                _costs.Add(costs);
            }
        }
        if (start == starts - 1 && frozen > TimeSpan.Zero)
        {
            await FreezeAsync(all, addresses[^1], proxy, load, cancellationToken);
        }
    }

    private async Task FreezeAsync(
        ChildProcess app,
        Uri address,
        AmqpFaultProxy proxy,
        ScoringLoad load,
        CancellationToken cancellationToken
    )
    {
        double before = _costs[^1][^1];
        var costs = new List<double>();
        long most = 0;
        long memory = app.MemoryBytes;
        proxy.Freeze();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < frozen; )
        {
            costs.Add(await CostAsync(app, address, load, cancellationToken));
            most = Math.Max(most, app.MemoryBytes);
            Output.Say($"silent hub: {costs[^1]:0.0} µs, {app.MemoryBytes >> 20} MiB");
        }
        proxy.Thaw();
        _frozenToAll = Math.Round(Statistics.Median(costs) / before, 3);
        _frozenMemory = [memory, most];
    }

    private async Task<double> CostAsync(
        ChildProcess app,
        Uri address,
        ScoringLoad load,
        CancellationToken cancellationToken
    )
    {
        var before = app.ProcessorTime;
        await load.SendAsync(address, requests, cancellationToken);
        return (app.ProcessorTime - before).TotalMicroseconds / requests;
    }

    private ScoringReport Report() =>
        new()
        {
            Starts = starts,
            Rounds = rounds,
            RequestsPerPart = requests,
            OffMicrosecondsPerRequest = Cost(0),
            SampledMicrosecondsPerRequest = Cost(2),
            AllMicrosecondsPerRequest = Cost(3),
            OffToOff = Ratio.Of(_costs.Select(it => it[1] / it[0])),
            SampledToOff = Ratio.Of(_costs.Select(it => 2 * it[2] / (it[0] + it[1]))),
            AllToOff = Ratio.Of(_costs.Select(it => 2 * it[3] / (it[0] + it[1]))),
            FrozenToAll = _frozenToAll,
            FrozenMemoryBytes = _frozenMemory,
        };

    private double Cost(int app) => Math.Round(Statistics.Median(_costs.Select(it => it[app])), 1);

    private static Task<ChildProcess> StartAsync(string name, string enabled, string rate, AmqpFaultProxy hub) =>
        ChildProcess.StartAsync(
            name,
            typeof(ScoringRun).Assembly.Location,
            [ScoringCommand.Api],
            new Dictionary<string, string?>
            {
                ["ModelData__Enabled"] = enabled,
                ["ModelData__Sampling__Rate"] = rate,
                ["ModelData__EventHubs__ConnectionString"] = BrokerProcess.ConnectionStringFor(hub.Port),
                ["ModelData__EventHubs__HubName"] = "modeldata",
                ["ModelData__WebServiceName"] = name,
                // A part is short: what it collected is to be sent within it.
                ["ModelData__Linger"] = "00:00:01",
                ["DOTNET_TieredPGO"] = "1",
            }
        );

    private static async Task<Uri> AddressAsync(ChildProcess app)
    {
        string line = await app.WaitForLineAsync(
            it => it.StartsWith(ScoringApi.Listening, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
        return new Uri($"{line[ScoringApi.Listening.Length..]}/score");
    }
}
