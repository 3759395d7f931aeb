using System.CommandLine;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Peers;

namespace ModelData.Bench.Load.Drain;

/// <summary><c>ingest</c>: the worker, the ideal loop and a raw receive over the same backlog.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var features = Number("--features", 20, "Numbers per row.");
        var sink = new Option<SinkChoice>("--sink")
        {
            Description = "Where rows go: azurite, null, or both one after the other.",
            DefaultValueFactory = _ => SinkChoice.Both,
        };
        var pairs = Number("--pairs", 3, "How often each contender runs; medians are reported.");
        var seconds = Number("--seconds", 15, "The least steady drain per contender.");
        var backlog = Number("--backlog-mb", 3072, "Megabytes of events in the hub.");
        var partitions = Number("--partitions", 4, "Partitions of the hub.");
        var addresses = Number("--addresses", 2, "Data files per partition.");
        var peers = new Option<bool>("--peers")
        {
            Description = "Run what a user would write in place of the worker as well.",
        };
        var peerSeconds = Number("--peer-seconds", 24, "How long each peer drains; 85 % of its rows count.");
        var peerRows = Number("--peer-rows", 1_000_000, "Rows of the peers' backlog that has one event per row.");
        var format = new Option<DataFormat>("--format")
        {
            Description = "What the worker and the plain .NET peer write: csv or parquet.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print the figures as one JSON object on the last line.",
        };
        var command = new Command("ingest", "Drains a backlog into storage.")
        {
            features,
            sink,
            pairs,
            seconds,
            backlog,
            partitions,
            addresses,
            peers,
            peerSeconds,
            peerRows,
            format,
            json,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                IngestRun.RunAsync(
                    new IngestOptions(
                        new BacklogPlan(
                            parsed.GetValue(features),
                            parsed.GetValue(partitions),
                            parsed.GetValue(addresses),
                            parsed.GetValue(backlog) * 1024L * 1024L
                        ),
                        parsed.GetValue(sink),
                        parsed.GetValue(pairs),
                        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                        new PeerOptions(
                            parsed.GetValue(peers),
                            TimeSpan.FromSeconds(parsed.GetValue(peerSeconds)),
                            parsed.GetValue(peerRows)
                        ),
                        parsed.GetValue(format),
                        parsed.GetValue(json)
                    ),
                    cancellationToken
                )
        );
        return command;
    }

    private static Option<int> Number(string name, int value, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}
