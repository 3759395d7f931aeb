using ModelData.HubClient;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>Reads the properties of a hub and its partitions. Thread-safe. The service allows about 50 calls a second.</summary>
internal interface IHubManagement
{
    /// <summary>Reads the hub's properties.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubException">They could not be read, in spite of retries.</exception>
    Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads a partition's properties.</summary>
    /// <param name="partitionId">A partition id of the hub.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubException">They could not be read, in spite of retries.</exception>
    Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    );
}
