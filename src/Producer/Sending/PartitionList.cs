using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Sending;

/// <summary>The partitions of the hub, for the spread mode: read with the first batch, and again when the hub does not know one of them. Thread-safe.</summary>
internal sealed class PartitionList(IHubSender sender, string hubName, ILogger logger)
{
    private volatile IReadOnlyList<string>? _ids;
    private volatile int _knownCount;

    /// <summary>The number of partitions as it was last read; 0 before.</summary>
    public int KnownCount => _knownCount;

    /// <summary>The partition of a lane.</summary>
    /// <param name="slot">The number of the lane. One beyond the partitions, because the hub has fewer than before, shares the partition of another.</param>
    /// <param name="cancellationToken">Ends the wait for the hub's answer.</param>
    /// <exception cref="HubException">The partitions could not be read.</exception>
    public async ValueTask<string> IdAsync(int slot, CancellationToken cancellationToken)
    {
        // Two lanes may read at the same time: the answers are the same.
        IReadOnlyList<string> ids = _ids ?? await ReadAsync(cancellationToken).ConfigureAwait(false);
        return ids[slot % ids.Count];
    }

    /// <summary>Has the partitions read again before the next batch.</summary>
    public void Forget() => _ids = null;

    private async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ids = await sender.GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
        if (ids.Count == 0)
        {
            throw new HubException(
                HubFailureReason.InvalidOperation,
                isTransient: false,
                $"The event hub {hubName} says that it has no partitions."
            );
        }
        _ids = ids;
        _knownCount = ids.Count;
        logger.PartitionsRead(hubName, ids.Count);
        return ids;
    }
}
