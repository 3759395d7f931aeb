using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelData.Tests.Docs;

/// <summary>
/// Holds a value against a JSON Schema: those keywords that ours uses, by the letter of the standard. Any other keyword ends the test, so that none is passed
/// over.
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    public bool IsValid(JsonElement value) => IsValid(root, value);

    private bool IsValid(JsonElement schema, JsonElement value) =>
        schema.EnumerateObject().All(keyword => Holds(keyword, schema, value));

    private bool Holds(JsonProperty keyword, JsonElement schema, JsonElement value)
    {
        JsonElement says = keyword.Value;
        return keyword.Name switch
        {
            "$schema" or "$defs" or "title" or "description" or "default" or "format" => true,
            "$ref" => IsValid(Resolve(says.GetString()!), value),
            "type" => IsOfType(says.GetString()!, value),
            "const" => JsonElement.DeepEquals(says, value),
            "enum" => says.EnumerateArray().Any(it => JsonElement.DeepEquals(it, value)),
            "not" => !IsValid(says, value),
            "anyOf" => says.EnumerateArray().Any(it => IsValid(it, value)),
            "minimum" => value.ValueKind != JsonValueKind.Number || Number(value) >= Number(says),
            "maximum" => value.ValueKind != JsonValueKind.Number || Number(value) <= Number(says),
            "minLength" => value.ValueKind != JsonValueKind.String || Length(value) >= says.GetInt32(),
            "maxLength" => value.ValueKind != JsonValueKind.String || Length(value) <= says.GetInt32(),
            "pattern" => value.ValueKind != JsonValueKind.String
                || Regex.IsMatch(value.GetString()!, says.GetString()!),
            "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= says.GetInt32(),
            "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(it => IsValid(says, it)),
            "required" => value.ValueKind != JsonValueKind.Object
                || says.EnumerateArray().All(it => value.TryGetProperty(it.GetString()!, out _)),
            "properties" => value.ValueKind != JsonValueKind.Object
                || says.EnumerateObject()
                    .All(it => !value.TryGetProperty(it.Name, out JsonElement member) || IsValid(it.Value, member)),
            _ => throw new NotSupportedException($"{keyword.Name} of {schema}"),
        };
    }

    private JsonElement Resolve(string reference) =>
        reference.Split('/')[1..].Aggregate(root, (at, name) => at.GetProperty(name));

    private static bool IsOfType(string type, JsonElement value) =>
        (type, value.ValueKind) switch
        {
            ("object", JsonValueKind.Object) => true,
            ("array", JsonValueKind.Array) => true,
            ("string", JsonValueKind.String) => true,
            ("number", JsonValueKind.Number) => true,
            ("integer", JsonValueKind.Number) => double.IsInteger(Number(value)),
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            _ => false,
        };

    private static double Number(JsonElement value) => double.Parse(value.GetRawText(), CultureInfo.InvariantCulture);

    // In characters, not in halves of them.
    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();
}
