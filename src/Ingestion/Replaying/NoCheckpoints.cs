using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Replaying;

/// <summary>The mirror of a position that nobody else reads: there is none.</summary>
internal sealed class NoCheckpoints : ICheckpointStore
{
    public Task<Checkpoint?> GetAsync(string partitionId, CancellationToken cancellationToken) =>
        Task.FromResult<Checkpoint?>(null);

    public Task UpdateAsync(
        string partitionId,
        long sequenceNumber,
        string offset,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;
}
