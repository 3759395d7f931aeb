namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>Where the workers of one hub and consumer group write down who works on which partition. Thread-safe.</summary>
internal interface IOwnershipStore
{
    /// <summary>Reads all records.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<OwnershipListing> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Claims, renews or gives up a partition, unless somebody else was there first.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="ownerId">The owner from now on; empty to give the partition up.</param>
    /// <param name="version">The version that is replaced; <see langword="null"/> where no record is known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new record; <see langword="null"/> when the present one has another version.</returns>
    Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken = default
    );
}
