using ModelData.Ingestor.State;

namespace ModelData.Ingestor.Partitions;

/// <summary>What all pumps of a worker have in common.</summary>
/// <param name="Identifier">The worker's name, shown in the service's error texts.</param>
/// <param name="PrefetchBytes">Bytes fetched ahead per partition.</param>
/// <param name="Routing">The configured routing.</param>
/// <param name="DuplicateWindow">How long a producer's retry is recognised.</param>
/// <param name="AdoptCheckpoints">Whether to start from an official checkpoint that is ahead.</param>
internal sealed record PumpSettings(
    string Identifier,
    long PrefetchBytes,
    RoutingSettings Routing,
    TimeSpan DuplicateWindow,
    bool AdoptCheckpoints
);
