using Microsoft.Extensions.Options;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Completing;

/// <summary>When a folder is complete, for events of a given time. Thread-safe.</summary>
internal sealed class CompletionTimes(IOptions<ManifestSettings> settings)
{
    private readonly TimeSpan _every = settings.Value.Every;
    private readonly TimeSpan _grace = settings.Value.Grace;

    /// <summary>
    /// The watermark beyond which a folder with an event of this time can be complete: the end of the period and the grace; for a late
    /// event the grace after it, so that one announcement covers all that come soon after.
    /// </summary>
    /// <param name="day">The day of the folder.</param>
    /// <param name="streamTime">When the event was stored.</param>
    public DateTimeOffset Until(DateOnly day, DateTimeOffset streamTime)
    {
        var start = StartOf(day);
        if (streamTime >= EndOf(day))
        {
            return streamTime + _grace;
        }

        var inDay = streamTime > start ? streamTime - start : TimeSpan.Zero;
        return start + _every * (inDay.Ticks / _every.Ticks + 1) + _grace;
    }

    /// <summary>The last day of which a folder can be complete at a watermark.</summary>
    public DateOnly LastDay(DateTimeOffset watermark) =>
        // An event without a time has the first of all times, from which nothing can be taken.
        watermark - DateTimeOffset.MinValue
        < _grace + _every
            ? DateOnly.MinValue
            : DateOnly.FromDateTime((watermark - _grace - _every).UtcDateTime);

    /// <summary>The first moment after a day.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => StartOf(day) + TimeSpan.FromDays(1);

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
