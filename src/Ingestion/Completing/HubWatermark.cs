using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Completing;

/// <summary>How far all partitions of a hub are done, as their states say, whichever worker wrote them.</summary>
internal sealed class HubWatermark(IStateStore states)
{
    /// <summary>
    /// The time before which every event of the hub is done; <see langword="null"/> while that is not known of some partition.
    /// </summary>
    public async Task<DateTimeOffset?> ReadAsync(IEnumerable<string> partitionIds, CancellationToken cancellationToken)
    {
        DateTimeOffset? lowest = null;
        foreach (string id in partitionIds)
        {
            if (await FindAsync(id, cancellationToken) is not { } watermark)
            {
                return null;
            }

            lowest = lowest is { } other && other <= watermark ? other : watermark;
        }

        return lowest;
    }

    private async Task<DateTimeOffset?> FindAsync(string partitionId, CancellationToken cancellationToken)
    {
        try
        {
            return await states.LoadWatermarkAsync(partitionId, cancellationToken);
        }
        catch (PartitionFailedException)
        {
            // Said by the worker that should read the partition.
            return null;
        }
    }
}
