using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>
/// Says of each file that is left for a sibling, once, which and why: one line and one count. A writer that looks for its file steps over the same one again
/// and again, and so does the next writer of the folder: that is no news. Thread-safe.
/// </summary>
internal sealed partial class LeftFiles(WorkerMetrics metrics, ILogger<LeftFiles> logger)
{
    private static readonly LeftFile[] Reasons = Enum.GetValues<LeftFile>();

    private readonly SaidOnce<(string Blob, LeftFile Reason)> _said = new();

    /// <summary>A file is left.</summary>
    /// <param name="blob">Its name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="detail">What was found, where there is something to say.</param>
    public void Leave(string blob, LeftFile reason, string detail = "")
    {
        if (!_said.IsNews((blob, reason)))
        {
            return;
        }

        metrics.FileLeft(reason);
        switch (reason)
        {
            case LeftFile.Full:
                LogFull(blob, detail);
                break;
            case LeftFile.Refused:
                LogRefused(blob);
                break;
            case LeftFile.LengthDiffers:
                LogLengthDiffers(blob, detail);
                break;
            case LeftFile.Foreign:
                LogForeign(blob);
                break;
            default:
                LogUnreadable(blob, reason);
                break;
        }
    }

    /// <summary>A file that was left is written again: the next time that it is left is news.</summary>
    public void Return(string blob)
    {
        foreach (var reason in Reasons)
        {
            _said.Forget((blob, reason));
        }
    }

    [LoggerMessage(
        EventIds.FileFull,
        LogLevel.Information,
        "{Blob} is full with {Blocks}: going on in the next sibling"
    )]
    private partial void LogFull(string blob, string blocks);

    [LoggerMessage(
        EventIds.FileLeft,
        LogLevel.Warning,
        "{Blob} has been refused for too long: going on in the next sibling. Somebody holds a lease on it, archived it or protects it: free it, and the rows "
            + "of the next file of its schema still go into the sibling"
    )]
    private partial void LogRefused(string blob);

    [LoggerMessage(
        EventIds.LengthDiffers,
        LogLevel.Critical,
        "{Blob} should have {Expected}: it was changed by somebody else, and is left for a sibling unless its blocks are whole. Find out who writes into the "
            + "container of the worker"
    )]
    private partial void LogLengthDiffers(string blob, string expected);

    [LoggerMessage(
        EventIds.FileForeign,
        LogLevel.Warning,
        "{Blob} was not written by a worker of this version, or was edited since: it is left alone, rows go into a sibling. Move it elsewhere"
    )]
    private partial void LogForeign(string blob);

    [LoggerMessage(
        EventIds.FileUnreadable,
        LogLevel.Critical,
        "{Blob} is not what was written ({Reason}): it was changed by somebody else. Going on in the next sibling. Find out who writes into the container of "
            + "the worker"
    )]
    private partial void LogUnreadable(string blob, LeftFile reason);
}
