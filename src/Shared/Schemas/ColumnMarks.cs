using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>
/// The attributes <c>untyped</c> and <c>exacttypes</c>: what version 1.1 of the format says of columns beside their letters. Features are counted from 0,
/// in the order of the header; neighbours are written as a range: <c>0,3-7</c>, and <c>2:uint64,4-5:decimal(18:4)</c>.
/// </summary>
internal static class ColumnMarks
{
    /// <summary>Writes <c>untyped</c>; null when there is nothing to say. Columns for which an attribute has no room keep their letter.</summary>
    public static string? WriteUntyped(ReadOnlySpan<FeatureColumn> features) =>
        Write(features, static column => column.IsUntyped ? "" : null, out _);

    /// <summary>Writes <c>exacttypes</c>; null when there is nothing to say. Columns for which an attribute has no room keep their letter.</summary>
    /// <param name="features">The features in order.</param>
    /// <param name="unsaid">How many columns with an exact type those are.</param>
    public static string? WriteExact(ReadOnlySpan<FeatureColumn> features, out int unsaid) =>
        Write(features, static column => column.Exact is { } exact ? $":{exact}" : null, out unsaid);

    /// <summary>Reads <c>untyped</c> into columns.</summary>
    /// <returns>What is wrong with it, for a person; null when nothing is.</returns>
    public static string? ReadUntyped(string text, Span<FeatureColumn> features)
    {
        foreach (Range part in text.AsSpan().Split(','))
        {
            if (!TryRange(text.AsSpan(part), features.Length, out int first, out int last))
            {
                return Wrong(EventAttributes.Untyped, text.AsSpan(part), features.Length, "0,3-7");
            }
            for (int i = first; i <= last; i++)
            {
                if (features[i].Type != FeatureType.Double)
                {
                    return $"Column {Shown.Text(features[i].Name)} is one of {EventAttributes.Untyped}, and its letter in "
                        + $"{EventAttributes.ColumnTypes} is not {FeatureTypeCodes.Letter(FeatureType.Double)}.";
                }
                features[i] = features[i] with { IsUntyped = true };
            }
        }
        return null;
    }

    /// <summary>Reads <c>exacttypes</c> into columns.</summary>
    /// <returns>What is wrong with it, for a person; null when nothing is.</returns>
    public static string? ReadExact(string text, Span<FeatureColumn> features)
    {
        foreach (Range part in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> entry = text.AsSpan(part);
            int colon = entry.IndexOf(':');
            if (
                colon < 0
                || !TryRange(entry[..colon], features.Length, out int first, out int last)
                || !ExactType.TryParse(entry[(colon + 1)..], out ExactType exact)
            )
            {
                return Wrong(EventAttributes.ExactTypes, entry, features.Length, "2:uint64,4-5:decimal(18:4)");
            }
            for (int i = first; i <= last; i++)
            {
                if (features[i].Type != exact.Type || features[i].IsUntyped)
                {
                    return $"Column {Shown.Text(features[i].Name)} is {exact} in {EventAttributes.ExactTypes}: its letter in "
                        + $"{EventAttributes.ColumnTypes} must be {FeatureTypeCodes.Letter(exact.Type)}, and it must not be one of "
                        + $"{EventAttributes.Untyped}.";
                }
                features[i] = features[i] with { Exact = exact };
            }
        }
        return null;
    }

    private static string? Write(
        ReadOnlySpan<FeatureColumn> features,
        Func<FeatureColumn, string?> mark,
        out int unsaid
    )
    {
        StringBuilder text = new();
        unsaid = 0;
        for (int first = 0; first < features.Length; )
        {
            string? value = mark(features[first]);
            int end = first + 1;
            while (end < features.Length && mark(features[end]) == value)
            {
                end++;
            }
            if (value is not null)
            {
                string entry = $"{(text.Length == 0 ? "" : ",")}{Range(first, end)}{value}";
                if (text.Length + entry.Length <= EventLimits.MaxAttributeLength)
                {
                    text.Append(entry);
                }
                else
                {
                    unsaid += end - first;
                }
            }
            first = end;
        }
        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>Features as an attribute names them: <c>3</c>, or <c>3-7</c>.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The first behind them.</param>
    public static string Range(int first, int end) =>
        string.Create(CultureInfo.InvariantCulture, $"{first}{(end - first > 1 ? $"-{end - 1}" : "")}");

    /// <summary>Reads what <see cref="Range"/> writes.</summary>
    public static bool TryRange(ReadOnlySpan<char> text, int count, out int first, out int last)
    {
        int dash = text.IndexOf('-');
        last = 0;
        return TryNumber(dash < 0 ? text : text[..dash], out first)
            && TryNumber(dash < 0 ? text : text[(dash + 1)..], out last)
            && first <= last
            && last < count;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Wrong(string attribute, ReadOnlySpan<char> entry, int count, string example) =>
        $"The attribute {attribute} has the entry {Shown.Text(entry.ToString())}; an entry is of the form of {example}, "
        + $"features counted from 0 to {count - 1}.";
}
