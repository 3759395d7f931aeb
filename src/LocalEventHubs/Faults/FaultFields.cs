using System.Globalization;
using System.Text.Json;

namespace ModelData.LocalEventHubs.Faults;

/// <summary>The fields of one JSON object, each taken once; what has another form than it should is a problem, and then not there.</summary>
internal sealed class FaultFields
{
    private const int MostShown = 40;

    private readonly string _place;
    private readonly List<string> _problems;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);

    public FaultFields(JsonElement element, string place, List<string> problems)
    {
        _place = place;
        _problems = problems;
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{place}: it is no object; write {{ ... }}.");
            return;
        }

        foreach (JsonProperty field in element.EnumerateObject())
        {
            if (TryGetString(() => field.Name) is not { } name)
            {
                problems.Add($"{place}: the name of a field is no text; mend its spelling.");
            }
            else if (!_fields.TryAdd(name, field.Value))
            {
                problems.Add($"{place}: '{Show(name)}' is there twice; leave one out.");
            }
        }
    }

    /// <summary>A field, or nothing; <c>null</c> counts as nothing.</summary>
    public JsonElement? Take(string name) =>
        _fields.Remove(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? ReadText(string name) =>
        Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && TryGetString(value) is { Length: > 0 } text ? text
        : Wrong(name, "a text", "\"...\"");

    public bool ReadFlag(string name) =>
        Take(name) is { } value
        && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => Wrong(name, "true or false", "true") is not null,
        };

    public long? ReadNumber(string name, long least, long most)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        Wrong(name, $"a whole number from {least} to {most}", least > 0 ? "1" : "0");
        return null;
    }

    public double? ReadFraction(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number))
        {
            return number;
        }

        Wrong(name, "a number", "0.01");
        return null;
    }

    public TimeSpan? ReadTime(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (
            value.ValueKind == JsonValueKind.String
            && TimeSpan.TryParseExact(TryGetString(value), "c", CultureInfo.InvariantCulture, out TimeSpan time)
        )
        {
            return time;
        }

        Wrong(name, "a time", "\"00:00:05\"");
        return null;
    }

    /// <summary>A name of an enumeration, as <c>dropAnswer</c>. Missing is a problem, too.</summary>
    public T? ReadName<T>(string name)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(it => char.ToLowerInvariant(it[0]) + it[1..])];
        string? text = Take(name) is { ValueKind: JsonValueKind.String } value ? TryGetString(value) : null;
        int index = text is null ? -1 : Array.IndexOf(names, text);
        if (index >= 0)
        {
            return Enum.GetValues<T>()[index];
        }

        _problems.Add($"{_place}: '{name}' is one of {string.Join(", ", names)}; write \"{name}\": \"{names[0]}\".");
        return null;
    }

    /// <summary>Fields that nobody took are misspelt: a fault that is quietly left out would look like a client that bears it.</summary>
    public void RefuseTheRest() =>
        _problems.AddRange(
            _fields.Keys.Select(name => $"{_place}: there is no '{Show(name)}'; mend its spelling or leave it out.")
        );

    // Half of a surrogate pair is legal JSON, and no text.
    private static string? TryGetString(JsonElement value) => TryGetString(value.GetString);

    private static string? TryGetString(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // It goes to a terminal.
    private static string Show(string name) =>
        string.Concat(name.Take(MostShown).Select(it => char.IsControl(it) ? '?' : it))
        + (name.Length > MostShown ? "..." : "");

    private string? Wrong(string name, string wanted, string example)
    {
        _problems.Add($"{_place}: '{name}' is {wanted}; write \"{name}\": {example}.");
        return null;
    }
}
