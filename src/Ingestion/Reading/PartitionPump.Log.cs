using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading;

internal sealed partial class PartitionPump
{
    [LoggerMessage(
        EventIds.PartitionRetry,
        LogLevel.Warning,
        "Partition {Partition} cannot be read; next attempt in {Wait}: {Problem}"
    )]
    private partial void LogRetry(string partition, TimeSpan wait, string problem);

    [LoggerMessage(
        EventIds.PartitionReads,
        LogLevel.Information,
        "Partition {Partition} is read from sequence number {Position} on"
    )]
    private partial void LogReads(string partition, long position);

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
        EventIds.PartitionHalted,
        LogLevel.Critical,
        "Partition {Partition} is not read any more until this is mended; it is tried again now and then: {Problem}"
    )]
    private partial void LogHalted(string partition, string problem);

    [LoggerMessage(
        EventIds.SessionLost,
        LogLevel.Warning,
        "Another session owns partition {Partition}, or the record of its owner is gone: what is not known to be this worker's is "
            + "dropped here, and read by the other"
    )]
    private partial void LogSessionLost(string partition);

    [LoggerMessage(EventIds.SettingsInForce, LogLevel.Information, "Partition {Partition} now writes with {Routing}")]
    private partial void LogRouting(string partition, RoutingSettings routing);
}
