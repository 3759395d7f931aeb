using System.Text.RegularExpressions;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Finds sections that nothing reads. Command line and files are the worker's own: each section there must be somebody's. The environment is everybody's: only
/// what was plainly meant for the worker is named, a section whose name and setting are nearly those of one of the worker's.
/// </summary>
internal static partial class StraySettings
{
    /// <summary>What the host, the web server and the exporters read.</summary>
    private static readonly HashSet<string> OfOthers = new(
        [
            "AllowedHosts",
            "AzureMonitorExporter",
            "ConnectionStrings",
            "HostBuilder",
            "HostOptions",
            "Kestrel",
            "Logging",
            "Metrics",
            "ModelData",
            "OpenTelemetry",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    public static IEnumerable<string> Find(IConfiguration configuration)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (SettingsSections.All.ContainsKey(section.Key) || OfOthers.Contains(section.Key))
            {
                continue;
            }

            if (!section.GetChildren().Any())
            {
                if (FindJoined(section.Key) is { } meant)
                {
                    yield return Describe(section.Key, SettingOrigin.Find(configuration, section.Path), meant);
                }

                continue;
            }

            foreach (var setting in section.GetChildren())
            {
                string origin = SettingOrigin.FindFirst(configuration, setting);
                string? meant = FindMeant(section.Key, setting.Key) ?? FindNested(section.Key, setting);
                if (meant is not null || SettingOrigin.IsOwn(origin))
                {
                    string near = meant ?? SettingsSections.FindHomeOf(setting.Key) ?? "";
                    yield return Describe($"{section.Key}__{setting.Key}", origin, near);
                }
            }
        }
    }

    /// <summary>Whether a value in place of a section is a variable of somebody else, such as <c>STATE</c> or <c>OUTPUT</c>.</summary>
    public static bool IsOtherVariable(IConfiguration configuration, string section) =>
        SettingOrigin.Find(configuration, section) == SettingOrigin.Environment
        && Environment.GetEnvironmentVariable(section) is null;

    private static string Describe(string name, string origin, string meant) =>
        $"{name} ({origin}) is read by nothing; "
        + (
            meant.Length > 0 ? $"did you mean {meant}?" : $"sections are {string.Join(", ", SettingsSections.All.Keys)}"
        );

    // Both parts must be near: there are other programs with settings for a state or an output.
    private static string? FindMeant(string section, string setting) =>
        Spelling.FindNearest(Frills().Replace(section, ""), SettingsSections.All.Keys) is { } near
        && Spelling.FindNearest(setting, SettingsSections.PropertiesOf(SettingsSections.All[near]).Keys) is { } property
            ? $"{near}__{property}"
            : null;

    // Worker__Flush__MaxAge.
    private static string? FindNested(string outer, IConfigurationSection section) =>
        SettingsSections.All.TryGetValue(section.Key, out var type)
        && section.GetChildren().FirstOrDefault(it => SettingsSections.PropertiesOf(type).ContainsKey(it.Key))
            is { } setting
        && outer.Length > 0
            ? $"{section.Key}__{setting.Key}"
            : null;

    // Flush_MaxAge, as it is written for other programs; in capitals it may be theirs.
    private static string? FindJoined(string name) =>
        (
            from section in SettingsSections.All
            from setting in SettingsSections.PropertiesOf(section.Value).Keys
            where name == $"{section.Key}_{setting}" || name == $"{section.Key}.{setting}"
            select $"{section.Key}__{setting}"
        ).FirstOrDefault();

    [GeneratedRegex("[^A-Za-z]|(?:Settings|Options|Config|Configuration)$", RegexOptions.IgnoreCase)]
    private static partial Regex Frills();
}
