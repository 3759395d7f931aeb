using System.ComponentModel;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Finds what the binder would stumble over or pass by: values of another type, and names that are no settings. A misspelled setting is a mistake: the one that
/// was meant is not in force.
/// </summary>
internal sealed class SettingsReading
{
    private readonly IConfiguration _configuration;
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, string?> _defaults = [];

    private SettingsReading(IConfiguration configuration) => _configuration = configuration;

    /// <summary>Each mistake, with the setting's name, where it was set, and the mend; never a value.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reads all sections. Unreadable values give way to the defaults, so that everything else can be checked as well.</summary>
    public static SettingsReading Read(IConfigurationManager configuration)
    {
        var reading = new SettingsReading(configuration);
        foreach (var (name, type) in SettingsSections.All)
        {
            reading.ReadSection(configuration.GetSection(name), type);
        }

        if (reading._defaults.Count > 0)
        {
            configuration.AddInMemoryCollection(reading._defaults);
        }

        return reading;
    }

    private void ReadSection(IConfigurationSection section, Type type)
    {
        var properties = SettingsSections.PropertiesOf(type);
        if (section.Value is { Length: > 0 })
        {
            Add(section, $"is a section; set {NameOf(section)}__{properties.Keys.First()} or another of its settings");
        }

        foreach (var child in section.GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property))
            {
                string? near = Spelling.FindNearest(child.Key, properties.Keys);
                string mend = near is null
                    ? $"known are {string.Join(", ", properties.Keys)}"
                    : $"did you mean {NameOf(section)}__{near}?";
                Add(child, $"is no setting; {mend}");
            }
            else if (SettingsSections.IsDictionary(property.PropertyType, out var value))
            {
                foreach (var named in child.GetChildren())
                {
                    ReadSection(named, value);
                }
            }
            else if (!IsReadable(child.Value, property.PropertyType))
            {
                Add(child, Describe(property.PropertyType));
                object? original = property.GetValue(Activator.CreateInstance(type));
                _defaults[child.Path] = TypeDescriptor
                    .GetConverter(property.PropertyType)
                    .ConvertToInvariantString(original);
            }
        }
    }

    private void Add(IConfigurationSection setting, string problem) =>
        _problems.Add($"{NameOf(setting)} ({SettingOrigin.Find(_configuration, setting.Path)}) {problem}");

    private static string NameOf(IConfigurationSection section) => section.Path.Replace(":", "__");

    private static bool IsReadable(string? value, Type type)
    {
        if (value is null)
        {
            return false;
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e)
            when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? $"must be one of {string.Join(", ", Enum.GetNames(type))}"
            : type == typeof(TimeSpan) ? "is no time; write it as hh:mm:ss, for example 00:00:10"
            : type == typeof(bool) ? "must be true or false"
            : type == typeof(Uri) ? "is no address"
            : type == typeof(string) ? "takes one value"
            : "is no whole number, or out of all range";
    }
}
