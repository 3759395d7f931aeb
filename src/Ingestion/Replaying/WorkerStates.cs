using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// The worker's positions. What lies before a position is in its files or dead-lettered, and the worker never writes it again: only that may
/// be restored beside it.
/// </summary>
internal sealed class WorkerStates(IStateStore states, ReplayedHub hub, string workerGroup)
{
    /// <summary>Reads the state of every partition that has events.</summary>
    /// <exception cref="ReplayException">One has none, or it belongs to another life of the hub.</exception>
    public async Task<IReadOnlyDictionary<string, PartitionState>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, PartitionState>(StringComparer.Ordinal);
        foreach (PartitionProperties partition in hub.Partitions)
        {
            if (partition.LastEnqueuedSequenceNumber < 0)
            {
                continue;
            }
            PartitionState? state = await LoadAsync(partition, cancellationToken);
            all[partition.PartitionId] = Check(partition, state);
        }
        return all;
    }

    /// <summary>The positions as they are now; one that cannot be read any more is left out.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadPositionsAsync(CancellationToken cancellationToken)
    {
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (PartitionProperties partition in hub.Partitions)
        {
            PartitionState? state = await LoadAsync(partition, cancellationToken);
            if (state is not null && state.Incarnation == hub.Incarnation.Text)
            {
                positions[partition.PartitionId] = state.Position;
            }
        }
        return positions;
    }

    private async Task<PartitionState?> LoadAsync(PartitionProperties partition, CancellationToken cancellationToken)
    {
        try
        {
            return (await states.LoadAsync(partition.PartitionId, cancellationToken)).State;
        }
        catch (PartitionFailedException e)
        {
            throw new ReplayException(e.Message);
        }
    }

    private PartitionState Check(PartitionProperties partition, PartitionState? state)
    {
        string what = $"partition {partition.PartitionId} of hub {hub.Source.HubName}";
        if (state is null)
        {
            throw new ReplayException(
                $"There is no position of a worker for {what} in {BlobStateStore.Prefix(hub.Source, workerGroup)}: without it nobody "
                    + "knows which rows a worker still holds. Name its consumer group (--worker-group) and container (--state-container), "
                    + "let the worker run once, or replay into another container (--into)."
            );
        }
        if (state.Incarnation != hub.Incarnation.Text && state.Hub is { } other && other != hub.Incarnation.Name)
        {
            throw new ReplayException(
                $"The worker's position for {what} is that of the hub {other}, and was copied there: restore the blob of this hub in "
                    + $"{BlobStateStore.Prefix(hub.Source, workerGroup)} from a copy, or replay into another container (--into)."
            );
        }
        if (state.Incarnation != hub.Incarnation.Text)
        {
            throw new ReplayException(
                $"The worker's position for {what} belongs to a hub that was deleted, and the present one has other events: let the worker "
                    + "run, or replay into another container (--into)."
            );
        }
        return state.Position <= partition.LastEnqueuedSequenceNumber
            ? state
            : throw new ReplayException(
                $"The worker's position for {what} is {state.Position}, but the partition ends at {partition.LastEnqueuedSequenceNumber}: "
                    + "the hub was failed over to a copy that lacks events. Replay into another container (--into)."
            );
    }
}
