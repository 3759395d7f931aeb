using Microsoft.Extensions.Configuration;
using ModelData.SettingTexts;

namespace ModelData.Producer.Configuration;

/// <summary>Reads settings into options. What cannot be used, or is no setting, is noted in <see cref="ModelDataCollectorOptions.Problems"/>.</summary>
internal static class SettingsReader
{
    /// <summary>Reads a section of a configuration.</summary>
    public static void Read(ModelDataCollectorOptions options, IConfiguration section)
    {
        string name = (section as IConfigurationSection)?.Path ?? "";
        foreach ((string key, string? text) in section.AsEnumerable(makePathsRelative: true))
        {
            // The section itself has no name in it.
            if (key.Length > 0)
            {
                Read(options, name, key, text);
            }
        }
    }

    /// <summary>Names what stands in the wrong place: a setting of ours in a section whose name is nearly ours.</summary>
    public static void FindStray(ModelDataCollectorOptions options, IConfiguration root)
    {
        foreach (IConfigurationSection section in root.GetChildren())
        {
            foreach ((string key, string? text) in section.AsEnumerable(makePathsRelative: true))
            {
                if (text is not null && IsStray(section.Key, key))
                {
                    AddStray(options, $"{section.Key}:{key}", key);
                }
            }
        }
    }

    /// <summary>Reads one setting.</summary>
    /// <param name="options">Where it belongs.</param>
    /// <param name="section">The section that it stands in, for messages.</param>
    /// <param name="key">Its name within the section, parts joined by colons.</param>
    /// <param name="text">Its value. Without one it is not set.</param>
    public static void Read(ModelDataCollectorOptions options, string section, string key, string? text)
    {
        // What comes from a file or a secret often ends with a line break, and may begin with a byte order mark.
        text = text?.Trim('\uFEFF').Trim();
        if (string.IsNullOrEmpty(text))
        {
            return;
        }
        if (ProducerSettings.Find(key) is not { } setting)
        {
            options.Problems.AddIgnored($"{Name(section, key)} is no setting; {Mend(section, key)}");
        }
        else if (setting.TrySet(options, text) is { } accepted)
        {
            options.Problems.AddBroken(
                setting,
                $"{Name(section, setting.Key)} is {Show(text, setting.MostShown)}; {accepted}"
            );
        }
    }

    public static bool IsStray(string section, string key) =>
        !section.Equals(ModelDataCollectorOptions.SectionName, StringComparison.OrdinalIgnoreCase)
        && Spelling.FindNearest(section, [ModelDataCollectorOptions.SectionName]) is not null
        && ProducerSettings.Find(key) is not null;

    public static void AddStray(ModelDataCollectorOptions options, string name, string key) =>
        options.Problems.AddIgnored(
            $"{name.Replace(":", "__")} is read by nothing; did you mean {NameOf(ProducerSettings.Find(key)!)}?"
        );

    /// <summary>The name of a setting as an environment variable.</summary>
    public static string NameOf(ProducerSetting setting) => Name(ModelDataCollectorOptions.SectionName, setting.Key);

    private static string Name(string section, string key) =>
        (section.Length == 0 ? key : $"{section}:{key}").Replace(":", "__");

    private static string Mend(string section, string key)
    {
        string[] keys = [.. ProducerSettings.All.Select(it => it.Key)];
        if (keys.FirstOrDefault(it => key.StartsWith($"{it}:", StringComparison.OrdinalIgnoreCase)) is { } parent)
        {
            return $"{Name(section, parent)} takes one value.";
        }
        if (key.StartsWith("Collectors:", StringComparison.OrdinalIgnoreCase))
        {
            return $"of a collector there is {string.Join(", ", ProducerSettings.OfCollector.Select(it => Name(section, it)))}.";
        }
        string? near =
            Spelling.FindNearest(key, keys)
            ?? (
                Spelling.FindNearest(Last(key), keys.Select(Last)) is { } last
                    ? keys.First(it => Last(it) == last)
                    : null
            );
        return near is not null
            ? $"did you mean {Name(section, near)}?"
            : $"known are {string.Join(", ", keys.Select(it => Name("", it)))}.";
    }

    private static string Last(string key) => key[(key.LastIndexOf(':') + 1)..];

    /// <summary>A value, unless it may be a secret that was put into the wrong place.</summary>
    private static string Show(string text, int most) =>
        text.Length <= most && text.All(it => char.IsAsciiLetterOrDigit(it) || " .,:/_+-'\"".Contains(it))
            ? $"'{text}'"
            : $"a text of {text.Length} characters";
}
