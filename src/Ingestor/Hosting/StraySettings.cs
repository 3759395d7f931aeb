using System.Text.RegularExpressions;
using ModelData.Ingestion.Settings;
using ModelData.SettingTexts;

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
            "ApplicationName",
            "AzureMonitorExporter",
            "CaptureStartupErrors",
            "ConnectionStrings",
            "ContentRoot",
            "DetailedErrors",
            "Environment",
            "HostBuilder",
            "HostingStartupAssemblies",
            "HostOptions",
            "Kestrel",
            "Logging",
            "Metrics",
            "OpenTelemetry",
            "PreferHostingUrls",
            "ShutdownTimeoutSeconds",
            "SuppressStatusMessages",
            "Urls",
            "WebRoot",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The section of the producer, which may share the worker's environment and has a hub as well.</summary>
    private const string Producer = "ModelData";

    private static readonly char[] Joints = ['_', '.'];

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
                string place = SettingOrigin.Find(configuration, section.Path);
                string? meant = FindJoined(section.Key);
                if (meant is not null || (SettingOrigin.IsOwn(place) && IsOfSettings(section.Key)))
                {
                    yield return Describe(section.Key, place, meant ?? FindHome(section.Key));
                }

                continue;
            }

            bool isProducer = section.Key.Equals(Producer, StringComparison.OrdinalIgnoreCase);
            foreach (var setting in section.GetChildren())
            {
                if (isProducer && (FindNested(section.Key, setting) is null || IsHub(setting)))
                {
                    continue;
                }

                string origin = SettingOrigin.FindFirst(configuration, setting);
                string? meant =
                    FindMeant(section.Key, setting.Key)
                    ?? FindNested(section.Key, setting)
                    ?? FindJoined(section.Key, setting.Key);
                if (meant is not null || SettingOrigin.IsOwn(origin))
                {
                    yield return Describe($"{section.Key}__{setting.Key}", origin, meant ?? FindHome(setting.Key));
                }
            }
        }
    }

    /// <summary>Whether a value in place of a section is a variable of somebody else, such as <c>STATE</c> or <c>OUTPUT</c>.</summary>
    public static bool IsOtherVariable(IConfiguration configuration, string section) =>
        SettingOrigin.Find(configuration, section) == SettingOrigin.Environment
        && Environment.GetEnvironmentVariable(section) is null;

    // OTEL_EXPORTER_OTLP_ENDPOINT and the like may stand on the command line as well, $schema in a file.
    private static bool IsOfSettings(string name) =>
        char.IsAsciiLetter(name[0]) && (!name.Contains('_') || name.Contains("__", StringComparison.Ordinal));

    // Flush__MaxAge is a name for variables: the command line and files have colons or sections.
    private static string FindHome(string setting) =>
        setting.Contains("__", StringComparison.Ordinal)
            ? setting.Replace("__", ":")
            : SettingsSections.FindHomeOf(setting) ?? "";

    private static string Describe(string name, string origin, string meant) =>
        $"{name} ({origin}) is read by nothing; "
        + (
            meant.Length > 0 ? $"did you mean {meant}?" : $"sections are {string.Join(", ", SettingsSections.All.Keys)}"
        );

    private static bool IsHub(IConfigurationSection section) =>
        section.Key.Equals(EventHubsSettings.Section, StringComparison.OrdinalIgnoreCase);

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

    // Flush_MaxAge and Output_Services__fraud, as they are written for other programs; in capitals they may be theirs.
    private static string? FindJoined(string name, string? named = null) =>
        (
            from section in SettingsSections.All
            from setting in SettingsSections.PropertiesOf(section.Value).Keys
            where
                name.Any(char.IsAsciiLetterLower)
                && Joints.Any(joint =>
                    name.Equals($"{section.Key}{joint}{setting}", StringComparison.OrdinalIgnoreCase)
                )
            select $"{section.Key}__{setting}{(named is null ? "" : $"__{named}")}"
        ).FirstOrDefault();

    [GeneratedRegex("[^A-Za-z]|(?:Settings|Options|Config|Configuration)$", RegexOptions.IgnoreCase)]
    private static partial Regex Frills();
}
