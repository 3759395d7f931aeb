using Microsoft.Extensions.Logging.Console;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// What the worker writes to its console: one line an event, with the time (UTC). <c>Logging__Console__FormatterName</c> chooses <c>simple</c>, <c>json</c> or
/// <c>systemd</c>, and <c>Logging__Console__FormatterOptions__*</c> their options, as in every program on .NET.
/// </summary>
internal static class ConsoleLog
{
    private const string FormatterName = "Logging:Console:FormatterName";
    private const string FormatterOptions = "Logging:Console:FormatterOptions";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Formatters =
    [
        ConsoleFormatterNames.Simple,
        ConsoleFormatterNames.Json,
        ConsoleFormatterNames.Systemd,
    ];

    private static readonly string[] Switches =
    [
        nameof(SimpleConsoleFormatterOptions.SingleLine),
        nameof(ConsoleFormatterOptions.UseUtcTimestamp),
        nameof(ConsoleFormatterOptions.IncludeScopes),
    ];

    /// <summary>Weaker than everything else that configures: probes come all the time, and a line for each of them drowns the others.</summary>
    public static IReadOnlyDictionary<string, string?> Defaults { get; } =
        new Dictionary<string, string?>
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

    /// <summary>What of the log's settings the log would stumble over or pass by, and what is in force in its place.</summary>
    public static IEnumerable<(IConfigurationSection Setting, string Problem, string? InForce)> FindProblems(
        IConfiguration configuration
    )
    {
        var formatter = configuration.GetSection(FormatterName);
        if (!Formatters.Contains(formatter.Value?.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            yield return (formatter, $"must be one of {string.Join(", ", Formatters)}", ConsoleFormatterNames.Simple);
        }

        foreach (var option in Switches.Select(name => configuration.GetSection($"{FormatterOptions}:{name}")))
        {
            if (option.Value is not null && !bool.TryParse(option.Value, out _))
            {
                yield return (option, "must be true or false", bool.TrueString);
            }
        }

        string[] sections = ["Logging:LogLevel", "Logging:Console:LogLevel"];
        foreach (var level in sections.SelectMany(name => configuration.GetSection(name).GetChildren()))
        {
            if (!string.IsNullOrEmpty(level.Value) && !Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
            {
                string levels = string.Join(", ", Enum.GetNames<LogLevel>());
                yield return (level, $"must be one of {levels}", nameof(LogLevel.Information));
            }
        }
    }

    private static void AddTime(ConsoleFormatterOptions options) => options.TimestampFormat ??= TimeFormat + " ";
}
