using Microsoft.Extensions.Configuration.Memory;
using ModelData.SettingTexts;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Goes through everything that is set, once, before the binder: finds what the binder would stumble over at the first, pass by, or take for something else,
/// and leaves to it what is right, without the white space around it that files and secrets have. A misspelled setting is a mistake: the one that was
/// meant is not
/// in force.
/// </summary>
internal sealed class SettingsReading
{
    private readonly IConfiguration _configuration;
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, string?> _accepted = new(StringComparer.OrdinalIgnoreCase);

    private SettingsReading(IConfigurationManager configuration)
    {
        _configuration = configuration;
        foreach (var (name, type) in SettingsSections.All)
        {
            ReadSection(configuration.GetSection(name), type);
        }

        _problems.AddRange(StraySettings.Find(configuration));
        var replaced = new Dictionary<string, string?>();
        foreach (var (setting, problem, inForce) in ConsoleLog.FindProblems(configuration))
        {
            if (problem is not null)
            {
                Add(setting, problem);
            }

            replaced[setting.Path] = inForce;
        }

        if (replaced.Count > 0)
        {
            configuration.AddInMemoryCollection(replaced);
        }

        Accepted = new ConfigurationRoot([
            new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = _accepted }),
        ]);
    }

    /// <summary>Each mistake, with the setting's name, where it was set, and the mend; never a value that may be a secret.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The settings that are in force. One that is empty or unreadable is not among them and gives way to its default.</summary>
    public IConfiguration Accepted { get; }

    /// <summary>Reads everything. What the log could not start with gives way to its default at once, so that everything else can be said.</summary>
    public static SettingsReading Read(IConfigurationManager configuration) => new(configuration);

    private void ReadSection(IConfigurationSection section, Type type)
    {
        var properties = SettingsSections.PropertiesOf(type);
        if (!string.IsNullOrWhiteSpace(section.Value) && !StraySettings.IsOtherVariable(_configuration, section.Path))
        {
            Add(section, $"is a section; set {NameOf(section)}__{properties.Keys.First()} or another of its settings");
        }

        foreach (var child in section.GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property))
            {
                Add(child, $"is no setting; {FindMend(section, child, properties.Keys)}");
            }
            else if (SettingsSections.IsDictionary(property.PropertyType, out var value))
            {
                ReadNamed(child, value);
            }
            else if (child.GetChildren().Any())
            {
                Add(child, "takes one value");
            }
            else if (child.Value is { } given && SettingValue.Meant(given) is { Length: > 0 } text)
            {
                ReadValue(child, SettingValue.FindProblem(property, text), text);
            }
        }
    }

    private void ReadNamed(IConfigurationSection sections, Type type)
    {
        if (!string.IsNullOrWhiteSpace(sections.Value))
        {
            Add(sections, $"holds sections; set {NameOf(sections)}__0__Name and the settings beside it");
        }

        foreach (var named in sections.GetChildren())
        {
            ReadSection(named, type);
        }
    }

    private void ReadValue(IConfigurationSection setting, string? problem, string text)
    {
        if (problem is null)
        {
            _accepted[setting.Path] = text;
        }
        else
        {
            Add(setting, problem);
        }
    }

    private static string FindMend(
        IConfigurationSection section,
        IConfigurationSection child,
        IEnumerable<string> known
    )
    {
        if (child.GetChildren().Any() && section.Path.Contains(':', StringComparison.Ordinal))
        {
            // A name with two underscores was taken apart.
            string list = NameOf(section)[..NameOf(section).LastIndexOf("__", StringComparison.Ordinal)];
            return $"a name that holds '__' is set by {list}__0__Name={section.Key}__{child.Key}, with the settings beside it";
        }

        return Spelling.FindNearest(child.Key, known) is { } near ? $"did you mean {NameOf(section)}__{near}?"
            : SettingsSections.FindHomeOf(child.Key) is { } home ? $"did you mean {home}?"
            : $"known are {string.Join(", ", known)}";
    }

    private void Add(IConfigurationSection setting, string problem) =>
        _problems.Add($"{NameOf(setting)} ({SettingOrigin.FindFirst(_configuration, setting)}) {problem}");

    private static string NameOf(IConfigurationSection section) => section.Path.Replace(":", "__");
}
