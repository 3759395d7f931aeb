using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelData.SettingTexts;

/// <summary>
/// How a time is written in a setting: <c>[d.]hh:mm:ss[.fff]</c>, or <c>0</c>. Shorter forms have another meaning than most people expect: to the platform
/// <c>10</c> is ten days, <c>0:10</c> ten minutes, and <c>24:00:00</c> twenty-four days.
/// </summary>
#pragma warning disable IDE0040 // Internal, but for the engine, which has another part of it.
static partial class Duration
#pragma warning restore IDE0040
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Whether a text is a time that cannot be misunderstood.</summary>
    public static bool IsClear(string text) =>
        text == "0"
        || (
            text.Count(c => c == ':') == 2
            && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, TimeSpanStyles.None, out _)
        );

    /// <summary>What a text that is not clear would most likely mean; the first meaning that is in bounds.</summary>
    public static TimeSpan? Guess(string text, Predicate<TimeSpan> isWithinBounds)
    {
        foreach (var meaning in FindMeanings(text))
        {
            if (isWithinBounds(meaning))
            {
                return meaning;
            }
        }

        return null;
    }

    /// <summary>As short as it can be read back.</summary>
    public static string Format(TimeSpan time)
    {
        string text = time.ToString("c", CultureInfo.InvariantCulture);
        return time.Ticks % TimeSpan.TicksPerSecond == 0 ? text : text.TrimEnd('0');
    }

    private static IEnumerable<TimeSpan> FindMeanings(string text)
    {
        if (Number().IsMatch(text))
        {
            return Multiply(Parse(text), Second, Millisecond, Minute, Hour, Day);
        }

        if (Colons().Match(text) is { Success: true } colons)
        {
            decimal[] parts = [.. colons.Groups[1].Captures.Select(it => Parse(it.Value))];
            // Minutes and seconds, or hours and minutes; else hours beyond a day.
            return parts.Length == 2
                ? Multiply(parts[0] * 60 + parts[1], Second, Minute)
                : Multiply(parts[0] * 3600 + parts[1] * 60 + parts[2], Second);
        }

        var units = Units().Match(text);
        return units.Success
            ? Multiply(units.Groups[1].Captures.Zip(units.Groups[2].Captures).Sum(Measure), Second)
            : [];
    }

    private static decimal Measure((Capture Number, Capture Unit) part) =>
        Parse(part.Number.Value)
        * part.Unit.Value.ToUpperInvariant() switch
        {
            "MS" => 0.001m,
            ['M', ..] => 60,
            ['H', ..] => 3600,
            ['D', ..] => 86_400,
            _ => 1,
        };

    private static decimal Parse(string digits) => decimal.Parse(digits, CultureInfo.InvariantCulture);

    private static IEnumerable<TimeSpan> Multiply(decimal number, params TimeSpan[] units) =>
        from unit in units
        let ticks = number * unit.Ticks
        where ticks <= TimeSpan.MaxValue.Ticks
        select new TimeSpan((long)ticks);

    [GeneratedRegex(@"^[0-9]{1,12}(?:\.[0-9]{1,7})?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:([0-9]{1,6})(?::|$)){2,3}$")]
    private static partial Regex Colons();

    [GeneratedRegex(
        @"^(?:P?T?([0-9]{1,9}(?:\.[0-9]{1,7})?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\s*)+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Units();
}
