using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading;

/// <summary>A partition that is this session's.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Session">The session.</param>
/// <param name="Barrier">
/// The end of the partition, read after the claim: up to here, former owners may have committed events under the routing of the state.
/// </param>
internal sealed record ClaimedPartition(StartingPoint Start, PartitionSession Session, long Barrier);
