using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging.Console;
using ModelData.Ingestion.Diagnostics;
using ModelData.SettingTexts;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// What the worker writes to its console: one line an event, with the time (UTC). <c>Logging__Console__FormatterName</c> chooses <c>simple</c>, <c>json</c> or
/// <c>systemd</c>, and <c>Logging__Console__FormatterOptions__*</c> their options, as in every program on .NET.
/// </summary>
internal static class ConsoleLog
{
    private const string Section = "Logging";
    private const string Levels = "LogLevel";
    private const string Console = "Console";
    private const string FormatterName = "Logging:Console:FormatterName";
    private const string FormatterOptions = "Logging:Console:FormatterOptions";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Formatters =
    [
        ConsoleFormatterNames.Simple,
        ConsoleFormatterNames.Json,
        ConsoleFormatterNames.Systemd,
    ];

    /// <summary>Weaker than everything else that configures: probes come all the time, and a line for each of them drowns the others.</summary>
    public static IReadOnlyDictionary<string, string?> Defaults { get; } =
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Logging:LogLevel:Default"] = nameof(LogLevel.Information),
            ["Logging:LogLevel:Microsoft.AspNetCore"] = nameof(LogLevel.Warning),
            [FormatterName] = ConsoleFormatterNames.Simple,
            [$"{FormatterOptions}:{nameof(SimpleConsoleFormatterOptions.SingleLine)}"] = "true",
            [$"{FormatterOptions}:{nameof(ConsoleFormatterOptions.UseUtcTimestamp)}"] = "true",
        };

    public static void AddConsoleLog(this WebApplicationBuilder builder)
    {
        // The slim host settles on the simple one, whatever is configured.
        string? formatter = builder.Configuration[FormatterName]?.Trim();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName = formatter);
        builder.Services.PostConfigure<SimpleConsoleFormatterOptions>(AddTime);
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(options => options.TimestampFormat ??= TimeFormat);
        builder.Services.PostConfigure<ConsoleFormatterOptions>(AddTime);
    }

    /// <summary>What of the log's settings the log would stumble over or pass by, or is empty and so not set, and what is in force in its place.</summary>
    public static IEnumerable<(IConfigurationSection Setting, string? Problem, string? InForce)> FindProblems(
        IConfiguration configuration
    )
    {
        var logging = configuration.GetSection(Section);
        var options = configuration.GetSection(FormatterOptions);
        const string json = nameof(JsonConsoleFormatterOptions.JsonWriterOptions);
        return
        [
            .. FindMisspelled(logging),
            .. logging
                .GetChildren()
                .Select(it => it.GetSection(Levels))
                .Append(logging.GetSection(Levels))
                .SelectMany(FindInLevels),
            .. FindIn(logging.GetSection(Console), new ConsoleLoggerOptions(), Levels, options.Key),
            .. FindIn(options, new SimpleConsoleFormatterOptions(), json),
            .. FindIn(options.GetSection(json), new JsonWriterOptions()),
        ];
    }

    // Other logs have sections of their own beside these.
    private static IEnumerable<(IConfigurationSection, string?, string?)> FindMisspelled(
        IConfigurationSection logging
    ) =>
        from child in logging.GetChildren()
        let near = Spelling.FindNearest(child.Key, [Levels, Console])
        where near is not null && !near.Equals(child.Key, StringComparison.OrdinalIgnoreCase)
        select (child, (string?)$"is no setting; did you mean {Section}__{near}?", child.Value);

    private static IEnumerable<(IConfigurationSection, string?, string?)> FindInLevels(IConfigurationSection levels)
    {
        foreach (var level in levels.GetChildren())
        {
            bool isSet = !string.IsNullOrWhiteSpace(level.Value);
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var known) || !Enum.IsDefined(known))
            {
                string problem = $"must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}";
                yield return (level, isSet ? problem : null, Defaults.GetValueOrDefault(level.Path, ""));
            }
        }
    }

    private static IEnumerable<(IConfigurationSection, string?, string?)> FindIn(
        IConfigurationSection section,
        object defaults,
        params string[] subsections
    )
    {
        var properties = SettingsSections.PropertiesOf(defaults.GetType());
        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
            {
                bool isSet = !string.IsNullOrWhiteSpace(child.Value);
                string? problem = isSet ? FindProblem(property, child.Value!.Trim()) : null;
                if (problem is not null || !isSet)
                {
                    string? usual = Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture);
                    yield return (child, problem, Defaults.GetValueOrDefault(child.Path, usual is "" ? null : usual));
                }
            }
            else if (!subsections.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                string place = section.Path.Replace(":", "__");
                string? near = Spelling.FindNearest(child.Key, [.. properties.Keys, .. subsections]);
                string mend = near is null
                    ? $"known are {string.Join(", ", properties.Keys)}"
                    : $"did you mean {place}__{near}?";
                yield return (child, $"is no setting; {mend}", child.Value);
            }
        }
    }

    private static string? FindProblem(PropertyInfo setting, string text) =>
        setting.Name switch
        {
            nameof(ConsoleLoggerOptions.FormatterName)
                when !Formatters.Contains(text, StringComparer.OrdinalIgnoreCase) =>
                $"must be one of {string.Join(", ", Formatters)}",
            nameof(ConsoleLoggerOptions.MaxQueueLength) when int.TryParse(text, out int length) && length <= 0 =>
                "must be at least 1",
            nameof(ConsoleFormatterOptions.TimestampFormat) when !IsTimeFormat(text) =>
                "is no format of a time, for example HH:mm:ss",
            _ => SettingValue.FindProblem(setting, text),
        };

    private static bool IsTimeFormat(string text)
    {
        try
        {
            return DateTimeOffset.UnixEpoch.ToString(text, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void AddTime(ConsoleFormatterOptions options) => options.TimestampFormat ??= TimeFormat + " ";
}
