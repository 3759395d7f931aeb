using System.Globalization;

namespace ModelData;

/// <summary>The text of a sampling rate: an exact decimal, so that it means the same in every language.</summary>
internal static class SampleRate
{
    public const string Accepted = "a number from 0 to 1 with at most 9 digits behind the point, for example 0.1";

    private const int MaxDigits = 9;

    // Short enough that no digit can be rounded away unseen.
    private const int MaxLength = 24;

    private const NumberStyles Styles =
        NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;

    /// <summary>Whether an event can say it of its rows: a rate of 0 has none.</summary>
    public static bool IsOfEvent(decimal rate) => rate is > 0 and <= 1 && WithoutZeros(rate).Scale <= MaxDigits;

    /// <summary>The text of a rate without zeros at its end: <c>0.1</c>.</summary>
    public static string Format(decimal rate) => WithoutZeros(rate).ToString(CultureInfo.InvariantCulture);

    /// <summary>The same number without zeros at its end.</summary>
    public static decimal WithoutZeros(decimal rate) => rate / 1.000000000000000000000000000000000m;

    public static bool TryParse(string text, out decimal rate) =>
        decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out rate)
        && text.Length <= MaxLength
        && rate is >= 0 and <= 1
        && WithoutZeros(rate).Scale <= MaxDigits
        && (rate != 0 || !HasDigits(text));

    // Of the mantissa: 1e-40 is not nothing, but no decimal either.
    private static bool HasDigits(ReadOnlySpan<char> text)
    {
        int exponent = text.IndexOfAny('e', 'E');
        return (exponent < 0 ? text : text[..exponent]).ContainsAnyInRange('1', '9');
    }
}
