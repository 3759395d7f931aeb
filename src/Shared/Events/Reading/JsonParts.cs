using System.Text.Json;

namespace ModelData;

/// <summary>Says why an object that looks like the form of columns and rows is none.</summary>
internal static class JsonParts
{
    private const string Form = "This form is {\"columns\":[names],\"rows\":[[values],...]} and nothing else.";

    /// <summary>Describes an object.</summary>
    /// <returns>What is wrong, for a person; null when it does not look like that form.</returns>
    public static string? Describe(ReadOnlySpan<byte> json)
    {
        try
        {
            return Find(json);
        }
        catch (JsonException)
        {
            // Deeper than anything of that form.
            return null;
        }
    }

    private static string? Find(ReadOnlySpan<byte> json)
    {
        int columns = 0;
        int rows = 0;
        string? unknown = null;
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Utf8JsonReader name = reader;
            reader.Read();
            bool isArray = reader.TokenType == JsonTokenType.StartArray;
            // What stands twice is that, whatever it is the second time.
            if ((isArray || columns > 0) && JsonText.IsName(name, "columns"u8))
            {
                columns++;
            }
            else if ((isArray || rows > 0) && JsonText.IsName(name, "rows"u8))
            {
                rows++;
            }
            else
            {
                unknown ??= JsonText.Show(name);
            }
            reader.Skip();
        }
        if (columns == 0)
        {
            return rows == 0 ? null : $"There is an array \"rows\", but no array \"columns\". {Form}";
        }
        return columns > 1 || rows > 1 ? $"\"columns\" or \"rows\" stands twice. {Form}"
            : rows == 0
                ? $"There is an array \"columns\", but no array \"rows\"{(unknown is null ? "" : $"; found beside it: {unknown}")}. {Form}"
            : unknown is not null ? $"Unknown member {unknown} beside \"columns\" and \"rows\". {Form}"
            : null;
    }
}
