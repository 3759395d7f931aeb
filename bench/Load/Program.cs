using System.CommandLine;
using ModelData.Bench.Load.Drain;
using ModelData.Bench.Load.Fleet;
using ModelData.Bench.Load.Latency;
using ModelData.Bench.Load.Loops;
using ModelData.Bench.Load.Peers;
using ModelData.Bench.Load.Scoring;
using ModelData.Bench.Load.Wire;

var command = new RootCommand("Measures the whole path under load, against the limit of its own parts in the same run.")
{
    IngestCommand.Create(),
    WireCommand.Create(),
    LatencyCommand.Create(),
    FleetCommand.Create(),
    ScoringCommand.Create(),
    // Run by the commands above, as processes of their own.
    LoopCommand.Create(),
    PlainNetCommand.Create(),
    WirePeerCommand.CreateRawSink(),
    WirePeerCommand.CreateRawSource(),
    WirePeerCommand.CreateSender(),
    WirePeerCommand.CreateReceiver(),
    ScoringCommand.CreateApi(),
};
return await command.Parse(args).InvokeAsync();
