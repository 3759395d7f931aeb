using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;

namespace ModelData.Ingestion.Replaying;

/// <summary>What is read of a partition.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="Start">Position, memory and routing at the start.</param>
/// <param name="From">The first enqueued time, where the start is not a known position.</param>
/// <param name="End">The last sequence number.</param>
/// <param name="To">The last enqueued time; <see langword="null"/> for no such limit.</param>
internal sealed record PartitionRange(
    string PartitionId,
    StartingPoint Start,
    DateTimeOffset? From,
    long End,
    DateTimeOffset? To
)
{
    // The service compares with "later than": the event at the very time belongs to the range.
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);

    /// <summary>A range whose duplicate memory is empty at its start.</summary>
    public static PartitionRange Create(
        string partitionId,
        ReplayStart start,
        long end,
        DateTimeOffset? to,
        TimeSpan duplicateWindow,
        RoutingSettings routing
    )
    {
        var memory = new DuplicateMemory(duplicateWindow);
        bool isKnown = start.Positions.TryGetValue(partitionId, out long first);
        var position = PartitionPosition.Start with { SequenceNumber = isKnown ? first - 1 : -1 };
        return new PartitionRange(
            partitionId,
            new StartingPoint(isKnown, position, memory, routing),
            isKnown ? null : start.From,
            end,
            to
        );
    }

    /// <summary>Where a receiver starts that has nothing behind it yet.</summary>
    public EventPosition Position(long lastRead) =>
        lastRead >= 0 ? EventPosition.FromSequenceNumber(lastRead)
        : From is { } time ? EventPosition.FromEnqueuedTime(time - Resolution)
        : EventPosition.Earliest;
}
