using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>Says that letters of a partition cannot be written: once when it begins, once a minute, once when it ends. Not thread-safe.</summary>
internal sealed partial class LetterOutage(string partitionId, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);

    private long? _since;
    private long _saidAt;

    public void Failed(Exception exception)
    {
        bool isNew = _since is null;
        _since ??= time.GetTimestamp();
        if (isNew || time.GetElapsedTime(_saidAt) >= Repeat)
        {
            _saidAt = time.GetTimestamp();
            LogFailed(partitionId, time.GetElapsedTime(_since.Value), Problem.Of(exception));
        }
    }

    public void Ended()
    {
        if (_since is { } since)
        {
            LogEnded(partitionId, time.GetElapsedTime(since));
            _since = null;
        }
    }

    [LoggerMessage(
        EventIds.DeadLetterFailed,
        LogLevel.Warning,
        "Dead letters of partition {Partition} cannot be written, for {Since}; its position waits for them. See that the worker may read "
            + "and write its container of dead letters: {Problem}"
    )]
    private partial void LogFailed(string partition, TimeSpan since, string problem);

    [LoggerMessage(
        EventIds.DeadLettersWritten,
        LogLevel.Information,
        "Dead letters of partition {Partition} are written again, after {Duration}"
    )]
    private partial void LogEnded(string partition, TimeSpan duration);
}
