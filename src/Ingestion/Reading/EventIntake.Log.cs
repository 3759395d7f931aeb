using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Reading;

internal sealed partial class EventIntake
{
    [LoggerMessage(
        EventIds.EventBroken,
        LogLevel.Error,
        "The event with sequence number {SequenceNumber} of partition {Partition} could not be taken, and neither hub nor storage is the cause"
    )]
    private partial void LogMistake(Exception exception, string partition, long sequenceNumber);

    [LoggerMessage(
        EventIds.SequenceGap,
        LogLevel.Error,
        "Partition {Partition} lacks sequence numbers {First} to {Last} ({Count} events): expired before they were read, or lost"
    )]
    private partial void LogGap(string partition, long first, long last, long count);

    [LoggerMessage(
        EventIds.EventsRepeated,
        LogLevel.Warning,
        "Partition {Partition} gave sequence number {SequenceNumber} again, behind {LastRead}: it was read before, and is passed over"
    )]
    private partial void LogRepeated(string partition, long sequenceNumber, long lastRead);

    [LoggerMessage(
        EventIds.DuplicateDropped,
        LogLevel.Debug,
        "Partition {Partition}, sequence number {SequenceNumber} is batch {Sequence} of producer {Producer} again: dropped"
    )]
    private partial void LogDuplicate(string partition, long sequenceNumber, Guid producer, long sequence);
}
