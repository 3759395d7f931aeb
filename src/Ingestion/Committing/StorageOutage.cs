using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Committing;

/// <summary>
/// Says that files cannot be written: one line when it begins, one a minute with how many wait and since when, one when it is over. Each file tries again
/// every few seconds, so that a line for each attempt would say the same a thousand times. Thread-safe.
/// </summary>
internal sealed partial class StorageOutage(TimeProvider time, ILogger<StorageOutage> logger)
{
    private static readonly TimeSpan Repetition = TimeSpan.FromMinutes(1);

    // Longer than a writer waits between two attempts and an attempt lasts: such a writer is gone.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly Outage _unavailable = new("storage is not there or too busy");
    private readonly Outage _refused = new("storage refuses them");

    /// <summary>An attempt to write a file failed.</summary>
    /// <param name="writer">Who tried.</param>
    /// <param name="target">The file, for a person.</param>
    /// <param name="failure">How. What another writer was faster in is no outage.</param>
    /// <param name="problem">Why, in one line.</param>
    public void Failed(object writer, string target, StorageFailure failure, string problem)
    {
        if (Find(failure) is not { } outage)
        {
            return;
        }

        lock (_lock)
        {
            long now = time.GetTimestamp();
            Forget(outage, now);
            bool begins = outage.Waiting.Count == 0;
            outage.Waiting[writer] = now;
            if (begins)
            {
                (outage.Since, outage.SaidAt) = (now, now);
                LogBegan(target, outage.What, problem);
            }
            else if (time.GetElapsedTime(outage.SaidAt, now) >= Repetition)
            {
                outage.SaidAt = now;
                LogGoesOn(outage.Waiting.Count, time.GetElapsedTime(outage.Since, now), outage.What, target, problem);
            }
        }
    }

    /// <summary>A file was written, or is not waited for any more.</summary>
    public void Succeeded(object writer)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            End(_unavailable, writer, now);
            End(_refused, writer, now);
        }
    }

    private void End(Outage outage, object writer, long now)
    {
        if (outage.Waiting.Remove(writer) | Forget(outage, now) && outage.Waiting.Count == 0)
        {
            LogEnded(time.GetElapsedTime(outage.Since, now), outage.What);
        }
    }

    private bool Forget(Outage outage, long now)
    {
        var gone = outage
            .Waiting.Where(it => time.GetElapsedTime(it.Value, now) > Forgotten)
            .Select(it => it.Key)
            .ToList();
        gone.ForEach(it => outage.Waiting.Remove(it));
        return gone.Count > 0;
    }

    private Outage? Find(StorageFailure failure) =>
        failure switch
        {
            StorageFailure.Unavailable => _unavailable,
            StorageFailure.Refused => _refused,
            _ => null,
        };

    private sealed class Outage(string what)
    {
        public string What => what;

        // Order decides nothing here: they are counted.
        public Dictionary<object, long> Waiting { get; } = new(ReferenceEqualityComparer.Instance);

        public long Since { get; set; }

        public long SaidAt { get; set; }
    }

    [LoggerMessage(
        EventIds.StorageAway,
        LogLevel.Warning,
        "{Target} cannot be written, its rows wait: {What}. Others may follow; nothing is lost meanwhile: {Problem}"
    )]
    private partial void LogBegan(string target, string what, string problem);

    [LoggerMessage(
        EventIds.StorageStillAway,
        LogLevel.Warning,
        "{Files} files have waited for up to {Since}: {What}. The last that was tried is {Target}: {Problem}"
    )]
    private partial void LogGoesOn(int files, TimeSpan since, string what, string target, string problem);

    [LoggerMessage(
        EventIds.StorageBack,
        LogLevel.Information,
        "No file waits any more, after {Duration} in which {What}"
    )]
    private partial void LogEnded(TimeSpan duration, string what);
}
