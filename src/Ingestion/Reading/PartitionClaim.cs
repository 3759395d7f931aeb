using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Reading;

/// <summary>
/// Takes a partition over, in the one order that is safe: ownership was written by the balancer; then the state is read, then a look must find
/// this session as the owner, then the state is written as this session's under the version that was read; when somebody wrote it meanwhile,
/// all of it begins anew. Only then the end of the partition is read: every event that a former owner ever commits lies below it.
/// </summary>
internal sealed partial class PartitionClaim(
    string partitionId,
    PumpSettings settings,
    IHubSource hub,
    StateSaver saver,
    ICheckpointStore checkpoints,
    Looks looks,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>Claims the partition.</summary>
    /// <returns>Where to start, the session, and the end below which the routing of the state holds.</returns>
    /// <exception cref="SessionEndedException">Another session owns the partition.</exception>
    /// <exception cref="PartitionFailedException">Going on could lose or double rows.</exception>
    public async Task<ClaimedPartition> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the state, which is written before its mirror: so a mirror that is ahead was not written by a worker that went on.
            var mirror = await checkpoints.GetAsync(partitionId, cancellationToken);
            var state = await saver.LoadAsync(cancellationToken);
            var look = await looks.LookAsync(cancellationToken);
            if (!look.IsOwnedBy(partitionId, looks.OwnerId))
            {
                throw new SessionEndedException();
            }

            var start = Start(state, mirror, look.Incarnation);
            var claim = start.ToState(look.Incarnation, looks.OwnerId, state);
            if (!await saver.TryClaimAsync(claim, cancellationToken))
            {
                LogClaimedMeanwhile(partitionId);
                continue;
            }

            var session = new PartitionSession(
                partitionId,
                look.Incarnation,
                start.Position.SequenceNumber,
                look.BeganAt,
                settings.LookLimit,
                saver,
                time
            );
            var end = await hub.Management.GetPartitionPropertiesAsync(partitionId, cancellationToken);
            looks.Register(session);
            LogStarted(partitionId, start.Position.SequenceNumber, look.Incarnation.Text);
            return new ClaimedPartition(start, session, end.LastEnqueuedSequenceNumber);
        }
    }

    /// <summary>Decides where reading starts: the state alone, and nothing else, unless adopting was asked for.</summary>
    private StartingPoint Start(PartitionState? state, Checkpoint? mirror, HubIncarnation incarnation)
    {
        bool isRecreated = state is not null && state.Incarnation != incarnation.Text;
        if (isRecreated && state!.Hub is { } other && other != incarnation.Name)
        {
            throw new PartitionFailedException(
                ProblemCatalogue.PositionOfAnotherHub,
                $"The state of partition {partitionId} is that of the hub {other}, and this is {incarnation.Name}: it was copied there. Reading from "
                    + "the start could write rows a second time, to other files than before",
                "Restore the state blob of this hub from a copy; or delete the blob and the checkpoint beside it, where no worker has read this hub before"
            );
        }

        var start = StartingPoint.From(state, incarnation, settings);
        if (isRecreated)
        {
            // Checkpoints count in the former hub as well.
            LogHubRecreated(partitionId);
            return start;
        }

        if (mirror?.SequenceNumber is not { } ahead || ahead <= start.Position.SequenceNumber)
        {
            return start;
        }

        if (settings.AdoptCheckpoints)
        {
            LogMirrorAdopted(partitionId, ahead, start.Position.SequenceNumber);
            return start.Adopt(mirror, ahead);
        }

        if (state is null && PumpSettings.IsOfAWorker(mirror))
        {
            throw new PartitionFailedException(
                ProblemCatalogue.PositionUnknown,
                $"Partition {partitionId} has no state, but a checkpoint that a worker wrote at {ahead}: the state was deleted. Reading from the "
                    + "start could write rows a second time, to other files than before",
                "Restore the state blob; or set Checkpoints__Adopt=true to go on behind the checkpoint; or delete the checkpoint too, where the settings "
                    + "of output and layout have never changed"
            );
        }

        LogMirrorAhead(partitionId, ahead, start.Position.SequenceNumber);
        return start;
    }

    [LoggerMessage(
        EventIds.PartitionStarted,
        LogLevel.Information,
        "Partition {Partition} starts behind sequence number {Position} of hub incarnation {Incarnation}"
    )]
    private partial void LogStarted(string partition, long position, string incarnation);

    [LoggerMessage(
        EventIds.ClaimedMeanwhile,
        LogLevel.Debug,
        "The state of partition {Partition} was written while it was being claimed: it is read again"
    )]
    private partial void LogClaimedMeanwhile(string partition);

    [LoggerMessage(
        EventIds.HubRecreated,
        LogLevel.Warning,
        "The hub was deleted and created again: partition {Partition} is read from its start"
    )]
    private partial void LogHubRecreated(string partition);

    [LoggerMessage(
        EventIds.MirrorAhead,
        LogLevel.Warning,
        "The checkpoint of partition {Partition} is at {Checkpoint}, ahead of the state at {Position}, and is ignored: another consumer wrote it, "
            + "or the state was restored from an older copy. Set Checkpoints__Adopt=true only to take over from another consumer: what lies between "
            + "becomes no rows then"
    )]
    private partial void LogMirrorAhead(string partition, long checkpoint, long position);

    [LoggerMessage(
        EventIds.MirrorAdopted,
        LogLevel.Warning,
        "Partition {Partition} goes on from the checkpoint at {Checkpoint}; the state was at {Position}. "
            + "Unset Checkpoints__Adopt once the hand-over is done"
    )]
    private partial void LogMirrorAdopted(string partition, long checkpoint, long position);
}
