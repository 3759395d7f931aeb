using System.Globalization;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Console.Components;

/// <summary>Values as the pages write them. What is not known is said as unknown.</summary>
internal static class Show
{
    public const string Unknown = "unknown";

    public static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? Unknown;

    // What is little is not none.
    public static string Number(double? number) =>
        number?.ToString(number is > 0 and < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Ago(TimeSpan? age, string unknown = Unknown) =>
        age is { } time ? $"{Elapsed.Text(time)} ago" : unknown;

    /// <summary>A number of bytes in the largest unit that it fills.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {units[unit]}");
    }

    /// <summary>Something and its number, for example <c>1 letter</c> or <c>2,000 letters</c>.</summary>
    public static string Count(long number, string one, string? many = null) =>
        $"{Number(number)} {(number == 1 ? one : many ?? one + "s")}";

    public static string Word(PipelineVerdict verdict) =>
        verdict switch
        {
            PipelineVerdict.Well => "works",
            PipelineVerdict.Behind => "behind",
            _ => "broken",
        };

    public static string Word(ProblemSeverity severity) =>
        severity switch
        {
            ProblemSeverity.Attention => "look",
            ProblemSeverity.Behind => "behind",
            _ => "broken",
        };

    /// <summary>A release, its commit as short as it is usually told.</summary>
    public static string Release(string? release)
    {
        const int CommitDigits = 7;
        int plus = release?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return release is null ? Unknown
            : plus > 0 && release.Length > plus + CommitDigits ? release[..(plus + 1 + CommitDigits)]
            : release;
    }
}
