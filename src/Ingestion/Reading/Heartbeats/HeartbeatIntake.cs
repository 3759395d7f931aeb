using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>
/// Takes the heartbeats of one partition: they are no rows, go into no file, and hold no position. Those that cannot be read are counted, and the first is
/// logged. Not thread-safe, but for <see cref="Book"/>.
/// </summary>
internal sealed partial class HeartbeatIntake(string partitionId, WorkerMetrics metrics, ILogger logger)
{
    private readonly HeartbeatReader _reader = new();
    private bool _isRefusalSaid;

    /// <summary>What they told.</summary>
    public HeartbeatBook Book { get; } = new();

    /// <summary>Takes an event that has no rows.</summary>
    /// <returns>Whether it says that it is a heartbeat.</returns>
    public bool TryTake(ReceivedEvent received, in EventEnvelope envelope)
    {
        if (!HeartbeatReader.IsHeartbeat(received.Properties))
        {
            return false;
        }

        bool isRead = _reader.TryRead(envelope, out var beat, out string? problem);
        metrics.Heartbeat(isRead);
        if (beat is not null)
        {
            Book.Note(beat, received.EnqueuedTime);
        }
        else if (!_isRefusalSaid)
        {
            _isRefusalSaid = true;
            LogRefused(partitionId, received.SequenceNumber, problem!);
        }

        return true;
    }

    [LoggerMessage(
        EventIds.HeartbeatUnreadable,
        LogLevel.Warning,
        "A heartbeat in partition {Partition}, sequence number {SequenceNumber}, cannot be read, and is passed over; those that follow are counted in "
            + "modeldata.heartbeats, and not logged: {Problem}"
    )]
    private partial void LogRefused(string partition, long sequenceNumber, string problem);
}
