using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ModelData.Ingestion.Settings;
using ModelData.SettingTexts;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Whether a text is what a setting takes: what the binder can convert, and nothing that it would convert to something else than most people mean.
/// </summary>
internal static partial class SettingValue
{
    /// <summary>A text without the white space and the byte order mark around it, which those from files and secrets may have.</summary>
    public static string Meant(string text) => text.Trim('\uFEFF').Trim();

    /// <summary>What is wrong, with the mend; <see langword="null"/> when nothing is. Numbers may be repeated, other text may be a secret.</summary>
    public static string? FindProblem(PropertyInfo setting, string text)
    {
        Type type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
        if (text is ['"' or '\'', .., '"' or '\''])
        {
            return "is in quotation marks, which would be part of it: leave them out";
        }

        if (type == typeof(TimeSpan))
        {
            return Duration.IsClear(text) ? null : DescribeTime(text, setting);
        }

        if (type.IsEnum)
        {
            return Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase)
                ? null
                : $"must be one of {string.Join(", ", Enum.GetNames(type))}";
        }

        if (type == typeof(Uri))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
                ? null
                : "is no address such as sb://gateway.example.net:5671";
        }

        return IsReadable(text, type) ? null
            : type == typeof(bool) ? "must be true or false"
            : DescribeCount(text, setting);
    }

    private static string DescribeTime(string text, PropertyInfo setting)
    {
        var bounds = setting.GetCustomAttribute<DurationWithinAttribute>();
        string guess =
            Duration.Guess(text, it => bounds?.Holds(it) != false) is { } time
                ? $"; did you mean {Duration.Format(time)}?"
            : bounds is not null ? $", between {Duration.Format(bounds.Least)} and {Duration.Format(bounds.Most)}"
            : "";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? $"is {number} without a unit, which would be days; write it as hh:mm:ss{guess}"
            : $"is no time; write it as hh:mm:ss, for example 00:00:10{guess}";
    }

    private static bool IsReadable(string text, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception e)
            when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string DescribeCount(string text, PropertyInfo setting)
    {
        if (setting.GetCustomAttribute<CountWithinAttribute>() is not { } bounds)
        {
            return "is no whole number";
        }

        bool isSize = setting.Name.Contains("Bytes", StringComparison.Ordinal);
        string guess = isSize && GuessBytes(text) is { } bytes && bounds.Holds(bytes) ? $"; did you mean {bytes}?" : "";
        return $"is no whole number between {bounds.Least} and {bounds.Most}{guess}";
    }

    private static long? GuessBytes(string text)
    {
        var size = Size().Match(text);
        if (!size.Success)
        {
            return null;
        }

        int shift = char.ToUpperInvariant(size.Groups[2].ValueSpan[0]) switch
        {
            'K' => 10,
            'M' => 20,
            'G' => 30,
            _ => 0,
        };
        return long.Parse(size.Groups[1].ValueSpan, CultureInfo.InvariantCulture) << shift;
    }

    [GeneratedRegex(@"^([0-9]{1,9})\s*(b|bytes|[kmg]i?b?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Size();
}
