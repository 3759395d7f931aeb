using ModelData.EventHubs.Processor;
using ModelData.Ingestor.Deduplication;
using ModelData.Ingestor.State;

namespace ModelData.Ingestor.Partitions;

/// <summary>Where a partition starts: position, memory and routing belong together.</summary>
/// <param name="IsKnown">Whether there was a state: without one, what expired before the start is not a gap.</param>
/// <param name="Position">The last event that is done.</param>
/// <param name="Memory">The duplicate memory as of that event.</param>
/// <param name="Routing">The routing in force.</param>
/// <param name="Watermark">The time before which every event is done, if that is known.</param>
internal sealed record StartingPoint(
    bool IsKnown,
    PartitionPosition Position,
    DuplicateMemory Memory,
    RoutingSettings Routing,
    DateTimeOffset? Watermark = null
)
{
    public static StartingPoint From(PartitionState? state, PumpSettings settings)
    {
        var memory = new DuplicateMemory(settings.DuplicateWindow);
        if (state is null)
        {
            return new StartingPoint(false, PartitionPosition.Start, memory, settings.Routing);
        }

        foreach (var producer in state.Producers)
        {
            memory.Restore(
                producer.Producer,
                producer.Address,
                new DuplicateMemory.Entry(producer.Sequence, producer.EnqueuedTime)
            );
        }

        var position = new PartitionPosition(state.Position, state.Offset, state.EnqueuedTime);
        return new StartingPoint(true, position, memory, state.Routing, state.Watermark);
    }

    /// <summary>A hand-over: everything up to the checkpoint counts as done.</summary>
    public StartingPoint Adopt(Checkpoint checkpoint, long sequenceNumber) =>
        this with
        {
            IsKnown = true,
            Position = new PartitionPosition(sequenceNumber, checkpoint.Offset, DateTimeOffset.UnixEpoch),
        };
}
