using System.Globalization;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>Times for a person.</summary>
public static class Elapsed
{
    /// <summary>
    /// A time in its two largest units: <c>3 d 4 h</c>, <c>2 h 5 min</c>, <c>1 min 5 s</c>, <c>12 s</c>; <c>0 s</c> for less, and for a negative one.
    /// </summary>
    /// <param name="time">The time.</param>
    public static string Text(TimeSpan time) =>
        time switch
        {
            { TotalDays: >= 1 } => Text($"{(int)time.TotalDays} d {time.Hours} h"),
            { TotalHours: >= 1 } => Text($"{time.Hours} h {time.Minutes} min"),
            { TotalMinutes: >= 1 } => Text($"{time.Minutes} min {time.Seconds} s"),
            _ => Text($"{Math.Max(0, (int)time.TotalSeconds)} s"),
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
