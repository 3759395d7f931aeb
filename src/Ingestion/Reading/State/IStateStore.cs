using Azure;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.State;

/// <summary>Where the state of partitions is kept. Thread-safe.</summary>
internal interface IStateStore
{
    /// <summary>Reads a partition's state, or nothing where there is none.</summary>
    /// <exception cref="PartitionFailedException">It cannot be read: starting without it could double rows.</exception>
    Task<(PartitionState? State, ETag? ETag)> LoadAsync(string partitionId, CancellationToken cancellationToken);

    /// <summary>Reads a partition's watermark alone; <see langword="null"/> where there is none.</summary>
    async Task<DateTimeOffset?> LoadWatermarkAsync(string partitionId, CancellationToken cancellationToken)
    {
        var (state, _) = await LoadAsync(partitionId, cancellationToken);
        return state?.Watermark;
    }

    /// <summary>Lists every state that is there, without the bodies: a request for 5,000 of them.</summary>
    IAsyncEnumerable<ListedState> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes a partition's state over the version that was read or written last.</summary>
    /// <returns>The new version, or <see langword="null"/> when another writer was there.</returns>
    Task<ETag?> TrySaveAsync(
        string partitionId,
        PartitionState state,
        ETag? ifMatch,
        CancellationToken cancellationToken
    );
}
