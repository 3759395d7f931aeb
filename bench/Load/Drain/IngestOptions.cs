using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Peers;

namespace ModelData.Bench.Load.Drain;

/// <summary>Which storage a drain ends in.</summary>
internal enum SinkChoice
{
    /// <summary>Both, one after the other.</summary>
    Both,

    /// <summary>The Blob emulator, in memory.</summary>
    Azurite,

    /// <summary>None: whoever writes is answered at once.</summary>
    Null,
}

/// <summary>What the command line of <c>ingest</c> says.</summary>
internal sealed record IngestOptions(
    BacklogPlan Plan,
    SinkChoice Sink,
    int Pairs,
    TimeSpan Steady,
    PeerOptions Peers,
    DataFormat Format,
    bool IsJson
);
