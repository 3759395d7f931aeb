using System.Globalization;

namespace ModelData.Operations.DeadLetters;

/// <summary>A property of an event as the letter has it: the name of a .NET type, and the value as text.</summary>
/// <param name="Name">The property.</param>
/// <param name="Type">For example <c>String</c> or <c>Int32</c>; <c>null</c> for no value.</param>
/// <param name="Text">The value in the invariant culture.</param>
public sealed record LetterValue(string Name, string Type, string? Text)
{
    private const DateTimeStyles AsWritten = DateTimeStyles.RoundtripKind;

    /// <summary>The value with its type.</summary>
    /// <returns>Whether it is one that an event can carry.</returns>
    public bool TryGetValue(out object? value)
    {
        value = null;
        if (Type == "null")
        {
            return Text is null;
        }
        if (Text is null)
        {
            return false;
        }
        try
        {
            value = Parse(Text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
        return value is not null;
    }

    private object? Parse(string text) =>
        Type switch
        {
            "String" => text,
            "Boolean" => bool.Parse(text),
            // Half of a pair is no text: the worker writes its number.
            "Char" when text.StartsWith("U+", StringComparison.Ordinal) => (char)
                ushort.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            "Char" => char.Parse(text),
            "SByte" => sbyte.Parse(text, CultureInfo.InvariantCulture),
            "Byte" => byte.Parse(text, CultureInfo.InvariantCulture),
            "Int16" => short.Parse(text, CultureInfo.InvariantCulture),
            "UInt16" => ushort.Parse(text, CultureInfo.InvariantCulture),
            "Int32" => int.Parse(text, CultureInfo.InvariantCulture),
            "UInt32" => uint.Parse(text, CultureInfo.InvariantCulture),
            "Int64" => long.Parse(text, CultureInfo.InvariantCulture),
            "UInt64" => ulong.Parse(text, CultureInfo.InvariantCulture),
            "Single" => float.Parse(text, CultureInfo.InvariantCulture),
            "Double" => double.Parse(text, CultureInfo.InvariantCulture),
            "Guid" => Guid.Parse(text),
            "DateTime" => DateTime.ParseExact(text, "O", CultureInfo.InvariantCulture, AsWritten),
            "DateTimeOffset" => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, AsWritten),
            "Byte[]" => Convert.FromBase64String(text),
            _ => null,
        };
}
