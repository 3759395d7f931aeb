using System.CommandLine;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Fleet;

/// <summary><c>fleet</c>: several workers on a hub with the limits of the service.</summary>
internal static class FleetCommand
{
    private const int Features = 20;
    private const int OutMegabytesPerUnit = 2;

    private static readonly Option<int[]> Workers = new("--workers")
    {
        Description = "Sizes of the fleet, one after the other.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 2, 4],
    };

    private static readonly Option<int> Partitions = new("--partitions")
    {
        Description = "Partitions of the hub.",
        DefaultValueFactory = _ => 16,
    };

    private static readonly Option<int> ThroughputUnits = new("--throughput-units")
    {
        Description = "Throughput units of the hub, divided among its partitions: 2 MB a second out for each.",
        DefaultValueFactory = _ => 8,
    };

    private static readonly Option<int> Backlog = new("--backlog-mb")
    {
        Description = "Megabytes of events.",
        DefaultValueFactory = _ => 600,
    };

    private static readonly Option<double> Interval = new("--interval")
    {
        Description = "The workers' balancing interval, in seconds; ownership expires after three of them.",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the figures as one JSON object on the last line.",
    };

    public static Command Create()
    {
        var command = new Command(
            "fleet",
            "Measures workers that share a hub: throughput, take-overs, storage requests."
        )
        {
            Workers,
            Partitions,
            ThroughputUnits,
            Backlog,
            Interval,
            Json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var interval = TimeSpan.FromSeconds(parsed.GetValue(Interval));
                var options = new FleetOptions(
                    parsed.GetValue(Workers)!,
                    parsed.GetValue(Partitions),
                    parsed.GetValue(ThroughputUnits),
                    parsed.GetValue(Backlog) * 1024L * 1024,
                    interval,
                    3 * interval
                );
                var report = await RunAsync(options, cancellationToken);
                Output.Report(report, parsed.GetValue(Json));
                return report.Runs.All(run => run is { RowsLost: 0, RowsDoubled: 0 }) ? 0 : 1;
            }
        );
        return command;
    }

    private static async Task<FleetReport> RunAsync(FleetOptions options, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("modeldata-fleet-");
        var unlimited = new BrokerOptions { DataFolder = folder.Path, PartitionCount = options.Partitions };
        var backlog = await FillAsync(unlimited, options, cancellationToken);
        await using var broker = await BrokerProcess.StartAsync(
            unlimited with
            {
                ThroughputUnits = options.ThroughputUnits,
            }
        );
        var runs = new List<FleetFigures>();
        foreach (int workers in options.Workers)
        {
            var figures = await new FleetRun(broker, backlog, options, workers).RunAsync(cancellationToken);
            Output.Say($"{figures}");
            runs.Add(figures);
        }

        return new FleetReport(options.ThroughputUnits * OutMegabytesPerUnit, runs);
    }

    private static async Task<FilledBacklog> FillAsync(
        BrokerOptions options,
        FleetOptions fleet,
        CancellationToken cancellationToken
    )
    {
        await using var broker = await BrokerProcess.StartAsync(options);
        var plan = new BacklogPlan(Features, fleet.Partitions, AddressesPerPartition: 2, fleet.BacklogBytes);
        var backlog = await new BacklogFiller(plan).FillAsync(broker.ConnectionString, cancellationToken);
        Output.Say($"backlog: {backlog.Rows:N0} rows in {backlog.Events:N0} events, {backlog.Bytes >> 20} MB");
        await broker.Process.TerminateAsync(TimeSpan.FromMinutes(1));
        return backlog;
    }
}
