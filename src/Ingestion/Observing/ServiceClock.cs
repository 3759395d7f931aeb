using System.Diagnostics.Metrics;
using System.Globalization;
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

    private const string Mend =
        "Synchronise it (NTP): rows and days do not depend on it, tokens and signatures are refused beyond some minutes";

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger<ServiceClock> _logger;
    private (DateTimeOffset Date, long At)? _anchor;
    private TimeSpan? _difference;
    private long? _saidAt;

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

    /// <summary>That the own wall clock is off, for as long as that is said.</summary>
    public ReportedProblem? FindProblem()
    {
        lock (_lock)
        {
            return _difference is { } known && _saidAt is { } at
                ? new ReportedProblem(
                    ProblemCatalogue.ClockOff,
                    "this machine",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"its clock is {known.Duration().TotalSeconds:0} s {Direction(known)} that of the storage"
                    ),
                    Mend,
                    _time.GetElapsedTime(at)
                )
                : null;
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
            isNews = _saidAt is null ? difference.Duration() >= Tolerance : difference.Duration() < Agreement;
            if (isNews)
            {
                _saidAt = _saidAt is null ? now : null;
            }
        }

        if (isNews && difference.Duration() >= Tolerance)
        {
            LogDiffers(difference.Duration(), Direction(difference), Mend);
        }
        else if (isNews)
        {
            LogAgrees();
        }
    }

    private static string Direction(TimeSpan difference) => difference > TimeSpan.Zero ? "ahead of" : "behind";

    [LoggerMessage(
        EventIds.ClockDiffers,
        LogLevel.Warning,
        "The clock of this machine is {Difference} {Direction} that of the storage. {Mend}"
    )]
    private partial void LogDiffers(TimeSpan difference, string direction, string mend);

    [LoggerMessage(
        EventIds.ClockAgrees,
        LogLevel.Information,
        "The clock of this machine agrees with that of the storage again"
    )]
    private partial void LogAgrees();
}
