using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.State;

namespace ModelData.Ingestor.Partitions;

internal sealed partial class PartitionPump
{
    [LoggerMessage(
        EventIds.PartitionStarted,
        LogLevel.Information,
        "Partition {Partition} starts behind sequence number {Position} of hub incarnation {Incarnation}"
    )]
    private partial void LogStarted(string partition, long position, string incarnation);

    [LoggerMessage(
        EventIds.PartitionRetry,
        LogLevel.Warning,
        "Partition {Partition} cannot be read; next attempt in {Wait}: {Problem}"
    )]
    private partial void LogRetry(string partition, TimeSpan wait, string problem);

    [LoggerMessage(
        EventIds.PartitionStolen,
        LogLevel.Warning,
        "Another reader of consumer group {Group} displaced the one of partition {Partition}; its owner is looked up: {Problem}"
    )]
    private partial void LogStolen(string partition, string group, string problem);

    [LoggerMessage(
        EventIds.OwnerUnknown,
        LogLevel.Warning,
        "The owner of partition {Partition} cannot be looked up; it is not read until then: {Problem}"
    )]
    private partial void LogNotVerified(string partition, string problem);

    [LoggerMessage(
        EventIds.HubRecreated,
        LogLevel.Warning,
        "The hub was deleted and created again: partition {Partition} is read from its start"
    )]
    private partial void LogHubRecreated(string partition);

    [LoggerMessage(
        EventIds.MirrorAhead,
        LogLevel.Warning,
        "The checkpoint of partition {Partition} is at {Checkpoint}, ahead of the state at {Position}, and is ignored. "
            + "Set Checkpoints__Adopt=true to take over from another consumer"
    )]
    private partial void LogMirrorAhead(string partition, long checkpoint, long position);

    [LoggerMessage(
        EventIds.MirrorAdopted,
        LogLevel.Warning,
        "Partition {Partition} goes on from the checkpoint at {Checkpoint}; the state was at {Position}"
    )]
    private partial void LogMirrorAdopted(string partition, long checkpoint, long position);

    [LoggerMessage(EventIds.SettingsInForce, LogLevel.Information, "Partition {Partition} now writes with {Routing}")]
    private partial void LogRouting(string partition, RoutingSettings routing);
}
