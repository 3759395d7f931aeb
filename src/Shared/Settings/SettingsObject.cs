using System.Text.Json;

namespace ModelData;

/// <summary>
/// An object of a settings document, with where it stands. A member that cannot be used is refused once: its path, its value, and
/// what is accepted. A member that is null is as good as missing.
/// </summary>
internal sealed class SettingsObject
{
    private readonly Dictionary<string, JsonElement> _known = [];
    private readonly string _path;
    private readonly Action<string> _refuse;

    public SettingsObject(JsonElement element, string path, string[] known, Action<string> refuse)
    {
        (_path, _refuse) = (path, refuse);
        if (element.ValueKind != JsonValueKind.Object)
        {
            refuse($"{path} is {Show(element)}; an object is accepted.");
            return;
        }
        List<JsonProperty> unknown = [];
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (known.Contains(member.Name))
            {
                _known.Add(member.Name, member.Value);
                continue;
            }
            // Passed over, it would be a switch that does nothing.
            if (known.FirstOrDefault(it => it.Equals(member.Name, StringComparison.OrdinalIgnoreCase)) is { } meant)
            {
                refuse($"{PathOf(member.Name)} is not known; it is written {meant}.");
            }
            unknown.Add(member);
        }
        Unknown = UnknownMembers.From(unknown);
    }

    /// <summary>The members that are not among the known ones.</summary>
    public UnknownMembers Unknown { get; } = UnknownMembers.None;

    /// <summary>A value, fit to stand in a message.</summary>
    public static string Show(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => Shown.Text(value.GetString()!),
            _ => Shown.Text(value.GetRawText()).Replace("\"", "", StringComparison.Ordinal),
        };

    public bool? Switch(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : Refused<bool?>(name, value, "true or false");

    public int? Count(string name, int least, int most) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= least && count <= most
            ? count
        : Refused<int?>(name, value, $"a whole number from {least}{(most == int.MaxValue ? "" : $" to {most}")}");

    public DateTimeOffset? Time(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String
        && value.TryGetDateTime(out DateTime time)
        && time.Kind != DateTimeKind.Unspecified
            ? new DateTimeOffset(time.ToUniversalTime())
        : Refused<DateTimeOffset?>(name, value, "a time with its offset, for example 2026-11-23T05:41:11Z,");

    /// <summary>Required; as a number or as its text.</summary>
    public decimal Rate(string name) =>
        Find(name) is not { } value ? Missing<decimal>(name, $"{SampleRate.Accepted},")
        : value.ValueKind == JsonValueKind.Number && SampleRate.TryParse(value.GetRawText(), out decimal rate) ? rate
        : value.ValueKind == JsonValueKind.String && SampleRate.TryParse(value.GetString()!, out rate) ? rate
        : Refused<decimal>(name, value, $"{SampleRate.Accepted},");

    public string? Text(string name, Func<string, bool> isLegal, string accepted) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { } text && isLegal(text) ? text
        : Refused<string?>(name, value, accepted);

    public string Required(string name, Func<string, bool> isLegal, string accepted) =>
        Find(name) is null ? Missing<string>(name, accepted) ?? "" : Text(name, isLegal, accepted) ?? "";

    public SettingsObject? Object(string name, string[] known) =>
        Find(name) is { } value ? new SettingsObject(value, PathOf(name), known, _refuse) : null;

    public IReadOnlyList<T> List<T>(string name, string[] known, Func<SettingsObject, T> read)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Refused<IReadOnlyList<T>>(name, value, "an array") ?? [];
        }
        int length = value.GetArrayLength();
        if (length > ServiceSettings.MaxEntries)
        {
            _refuse($"{PathOf(name)} has {length} entries; at most {ServiceSettings.MaxEntries} are accepted.");
            return [];
        }
        return
        [
            .. value
                .EnumerateArray()
                .Select((it, index) => read(new SettingsObject(it, $"{PathOf(name)}[{index}]", known, _refuse))),
        ];
    }

    private JsonElement? Find(string name) =>
        _known.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private T? Refused<T>(string name, JsonElement value, string accepted)
    {
        _refuse($"{PathOf(name)} is {Show(value)}; {accepted} is accepted.");
        return default;
    }

    private T? Missing<T>(string name, string accepted)
    {
        _refuse($"{PathOf(name)} is missing; {accepted} is accepted.");
        return default;
    }
}
