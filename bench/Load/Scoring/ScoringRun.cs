using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Scoring;

/// <summary>
/// Three scoring apps at once, one with collection off, one with a sample of 10 %, one with all, each asked in turn: what differs is what collecting costs. The
/// hub is the local broker, a process of its own; processor time is that of the app's process, the sending included.
/// </summary>
internal sealed class ScoringRun(int rounds, int requests)
{
    public async Task<ScoringReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("modeldata-scoring-");
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        using var load = new ScoringLoad();
        await using var off = await StartAsync("off", "false", "1", broker);
        await using var sampled = await StartAsync("sampled", "true", "0.1", broker);
        await using var all = await StartAsync("all", "true", "1", broker);
        ChildProcess[] apps = [off, sampled, all];
        Uri[] addresses = [.. await Task.WhenAll(apps.Select(AddressAsync))];
        var seconds = new List<double[]>();
        // The first two rounds compile.
        for (int round = -2; round < rounds; round++)
        {
            double[] costs = new double[apps.Length];
            for (int i = 0; i < apps.Length; i++)
            {
                // Another one begins each round.
                int app = (i + round + 3) % apps.Length;
                var before = apps[app].ProcessorTime;
                await load.SendAsync(addresses[app], requests, cancellationToken);
                costs[app] = (apps[app].ProcessorTime - before).TotalMicroseconds / requests;
            }

            Output.Say($"round {round}: {string.Join(", ", costs.Select(it => $"{it:0.0} µs"))}");
            if (round >= 0)
            {
                seconds.Add(costs);
            }
        }

        return Report(seconds);
    }

    private ScoringReport Report(List<double[]> costs)
    {
        double[] sampled = [.. costs.Select(it => it[1] / it[0]).Order()];
        double[] all = [.. costs.Select(it => it[2] / it[0]).Order()];
        return new ScoringReport
        {
            Rounds = rounds,
            RequestsPerPart = requests,
            OffMicrosecondsPerRequest = Math.Round(Statistics.Median(costs.Select(it => it[0])), 1),
            SampledMicrosecondsPerRequest = Math.Round(Statistics.Median(costs.Select(it => it[1])), 1),
            AllMicrosecondsPerRequest = Math.Round(Statistics.Median(costs.Select(it => it[2])), 1),
            SampledToOff = Math.Round(Statistics.Median(sampled), 3),
            AllToOff = Math.Round(Statistics.Median(all), 3),
            SampledToOffRange = [Math.Round(sampled[0], 3), Math.Round(sampled[^1], 3)],
            AllToOffRange = [Math.Round(all[0], 3), Math.Round(all[^1], 3)],
        };
    }

    private static Task<ChildProcess> StartAsync(string name, string enabled, string rate, BrokerProcess broker) =>
        ChildProcess.StartAsync(
            name,
            typeof(ScoringRun).Assembly.Location,
            [ScoringCommand.Api],
            new Dictionary<string, string?>
            {
                ["ModelData__Enabled"] = enabled,
                ["ModelData__Sampling__Rate"] = rate,
                ["ModelData__EventHubs__ConnectionString"] = broker.ConnectionString,
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
