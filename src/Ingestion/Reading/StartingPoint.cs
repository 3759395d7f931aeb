using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Reading;

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
    public static StartingPoint From(PartitionState? state, HubIncarnation incarnation, PumpSettings settings)
    {
        var memory = new DuplicateMemory(settings.DuplicateWindow);
        if (state is null || state.Incarnation != incarnation.Text)
        {
            return new StartingPoint(false, PartitionPosition.Start, memory, state?.Routing ?? settings.Routing);
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

    /// <summary>The state of whoever starts here.</summary>
    /// <param name="incarnation">The hub.</param>
    /// <param name="owner">The session.</param>
    /// <param name="former">The state as it was, of which decisions on files stay.</param>
    public PartitionState ToState(HubIncarnation incarnation, string? owner, PartitionState? former) =>
        new()
        {
            Owner = owner,
            Hub = incarnation.Name,
            Incarnation = incarnation.Text,
            HubCreatedAt = incarnation.CreatedAt,
            Position = Position.SequenceNumber,
            Offset = Position.Offset,
            EnqueuedTime = Position.EnqueuedTime,
            Watermark = Watermark,
            Routing = Routing,
            Producers =
            [
                .. Memory.Entries.Select(it => new ProducerState(
                    it.Key.Producer,
                    it.Key.Address,
                    it.Value.Sequence,
                    it.Value.EnqueuedTime
                )),
            ],
            FilesLeft = former?.FilesLeft,
            Refused = former?.Incarnation == incarnation.Text ? former.Refused : null,
        };
}
