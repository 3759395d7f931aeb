using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Simulation.Seams;

/// <summary>The official checkpoints as one worker reaches them.</summary>
internal sealed class LinkedCheckpoints(Dictionary<string, Checkpoint> checkpoints, Link link) : ICheckpointStore
{
    public Task<Checkpoint?> GetAsync(string partitionId, CancellationToken cancellationToken = default) =>
        link.AskStorageAsync(
            "checkpoint",
            partitionId,
            () => Task.FromResult(checkpoints.GetValueOrDefault(partitionId)),
            found => $"{found?.SequenceNumber}",
            cancellationToken
        );

    public Task UpdateAsync(
        string partitionId,
        long sequenceNumber,
        string offset,
        CancellationToken cancellationToken = default
    ) =>
        link.AskStorageAsync(
            "mirror",
            $"{partitionId} {sequenceNumber}",
            () => Task.FromResult(checkpoints[partitionId] = new Checkpoint(partitionId, sequenceNumber, offset)),
            _ => "done",
            cancellationToken
        );
}
