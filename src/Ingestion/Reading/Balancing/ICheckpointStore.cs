namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>Where the consumers of one hub and consumer group keep how far they have read. Thread-safe.</summary>
internal interface ICheckpointStore
{
    /// <summary>Reads the checkpoint of a partition.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The checkpoint, or <see langword="null"/> when there is none that can be used.</returns>
    Task<Checkpoint?> GetAsync(string partitionId, CancellationToken cancellationToken = default);

    /// <summary>Writes the checkpoint of a partition. The last writer wins: order is the caller's duty.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="sequenceNumber">The sequence number of the last processed event.</param>
    /// <param name="offset">The offset of the same event, as it came with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task UpdateAsync(
        string partitionId,
        long sequenceNumber,
        string offset,
        CancellationToken cancellationToken = default
    );
}
