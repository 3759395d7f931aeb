namespace ModelData.Bench.Load.Peers;

/// <summary>What the command line says about peers.</summary>
/// <param name="IsOn">Whether they run.</param>
/// <param name="Drain">How long each of them drains, unless it reaches the end of its backlog before.</param>
/// <param name="JsonRows">Events of the backlog that has one per row.</param>
internal sealed record PeerOptions(bool IsOn, TimeSpan Drain, long JsonRows);
