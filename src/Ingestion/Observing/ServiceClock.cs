using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// What time it is where events and blobs are kept: the date of the storage's last answer, moved on by the monotonic clock. The own wall clock has no part
/// in it; how far that one is off is measured, shown, and said once when it is too much. Thread-safe.
/// </summary>
internal sealed partial class ServiceClock
{
    /// <summary>From here on somebody is told.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    // Answers are dated in whole seconds: a difference at the limit must not come and go.
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger<ServiceClock> _logger;
    private (DateTimeOffset Date, long At)? _anchor;
    private TimeSpan? _difference;
    private bool _isSaid;

    public ServiceClock(WorkerMetrics metrics, TimeProvider time, ILogger<ServiceClock> logger)
    {
        (_time, _logger) = (time, logger);
        metrics.Meter.CreateObservableGauge(
            "modeldata.clock.difference_seconds",
            () => Difference is { } known ? [new(known.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            null,
            "How far the wall clock of this machine is ahead of the storage's; negative when it is behind"
        );
    }

    /// <summary>The time there, not later than it really is; <see langword="null"/> until storage has answered once.</summary>
    public DateTimeOffset? Now
    {
        get
        {
            lock (_lock)
            {
                return _anchor is { } known ? known.Date + _time.GetElapsedTime(known.At) : null;
            }
        }
    }

    /// <summary>How far the own wall clock was ahead when storage answered last.</summary>
    public TimeSpan? Difference
    {
        get
        {
            lock (_lock)
            {
                return _difference;
            }
        }
    }

    /// <summary>Takes note of the date of an answer.</summary>
    /// <param name="date">The date, in whole seconds.</param>
    /// <param name="askedAt">When the question was asked, by the monotonic clock.</param>
    public void Read(DateTimeOffset date, long askedAt)
    {
        long now = _time.GetTimestamp();
        // On average the answer is half a second older than it says, and half of the way old.
        var likely = date + Resolution / 2 + _time.GetElapsedTime(askedAt, now) / 2;
        var difference = _time.GetUtcNow() - likely;
        bool isNews;
        lock (_lock)
        {
            var expected = _anchor is { } known ? known.Date + _time.GetElapsedTime(known.At, now) : date;
            // What was known is the better estimate, unless the clock there was set back.
            bool isBetter = expected >= date && expected - date <= 2 * Resolution;
            _anchor = (isBetter ? expected : date, now);
            _difference = difference;
            isNews = _isSaid ? difference.Duration() < Agreement : difference.Duration() >= Tolerance;
            _isSaid ^= isNews;
        }

        if (isNews && difference.Duration() >= Tolerance)
        {
            LogDiffers(difference.Duration(), difference > TimeSpan.Zero ? "ahead of" : "behind");
        }
        else if (isNews)
        {
            LogAgrees();
        }
    }

    [LoggerMessage(
        EventIds.ClockDiffers,
        LogLevel.Warning,
        "The clock of this machine is {Difference} {Direction} that of the storage. Rows and days do not depend on it, tokens and signatures do: "
            + "synchronise it (NTP)"
    )]
    private partial void LogDiffers(TimeSpan difference, string direction);

    [LoggerMessage(
        EventIds.ClockAgrees,
        LogLevel.Information,
        "The clock of this machine agrees with that of the storage again"
    )]
    private partial void LogAgrees();
}
