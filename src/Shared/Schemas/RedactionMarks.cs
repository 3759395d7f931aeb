using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>
/// The attribute <c>redacted</c>: which columns hold something else in place of their values. Features are counted from 0, neighbours are a range,
/// <c>c</c> is <c>$CorrelationId</c>: <c>c:mask,2:hash,4-5:mask</c>.
/// </summary>
internal static class RedactionMarks
{
    private const string CorrelationId = "c";

    private static readonly string[] Words = ["hash", "mask"];

    /// <summary>Whether a column can be in a file with this method.</summary>
    public static bool IsMark(RedactionMethod method) => (uint)method < (uint)Words.Length;

    /// <summary>The word of a method that is a mark.</summary>
    public static string Word(RedactionMethod method) => Words[(int)method];

    /// <summary>Finds the method of a word.</summary>
    public static bool TryParseWord(ReadOnlySpan<char> word, out RedactionMethod method)
    {
        int index = Array.IndexOf(Words, word.ToString());
        method = (RedactionMethod)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Writes the attribute; null when no column is redacted. It may be longer than one may be.</summary>
    /// <param name="columns">All columns in order.</param>
    public static string? Write(ReadOnlySpan<FeatureColumn> columns)
    {
        StringBuilder? text = null;
        if (columns[SystemColumns.CorrelationIdIndex].Redaction is { } correlation)
        {
            text = new StringBuilder($"{CorrelationId}:{Word(correlation)}");
        }
        ReadOnlySpan<FeatureColumn> features = columns[SystemColumns.Count..];
        for (int first = 0; first < features.Length; )
        {
            int end = first + 1;
            if (features[first].Redaction is { } method)
            {
                while (end < features.Length && features[end].Redaction == method)
                {
                    end++;
                }
                text = text?.Append(',') ?? new StringBuilder();
                text.Append(CultureInfo.InvariantCulture, $"{ColumnMarks.Range(first, end)}:{Word(method)}");
            }
            first = end;
        }
        return text?.ToString();
    }

    /// <summary>Reads the attribute into columns.</summary>
    /// <param name="text">The attribute.</param>
    /// <param name="columns">All columns in order.</param>
    /// <returns>What is wrong with it, for a person; null when nothing is.</returns>
    public static string? Read(string text, Span<FeatureColumn> columns)
    {
        Span<FeatureColumn> features = columns[SystemColumns.Count..];
        foreach (Range part in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> entry = text.AsSpan(part);
            int colon = entry.IndexOf(':');
            if (colon < 0 || !TryParseWord(entry[(colon + 1)..], out RedactionMethod method))
            {
                return Wrong(entry, features.Length);
            }
            Span<FeatureColumn> marked = columns.Slice(SystemColumns.CorrelationIdIndex, 1);
            if (!entry[..colon].SequenceEqual(CorrelationId))
            {
                if (!ColumnMarks.TryRange(entry[..colon], features.Length, out int first, out int last))
                {
                    return Wrong(entry, features.Length);
                }
                marked = features[first..(last + 1)];
            }
            foreach (ref FeatureColumn column in marked)
            {
                if (Contradiction(column) is { } problem)
                {
                    return $"Column {Shown.Text(column.Name)} is one of {EventAttributes.Redacted}, and {problem}.";
                }
                column = column with { Redaction = method };
            }
        }
        return null;
    }

    private static string? Contradiction(in FeatureColumn column) =>
        column.Redaction is not null ? "stands in it twice"
        : column.Type != FeatureType.String
            ? $"its letter in {EventAttributes.ColumnTypes} is not {FeatureTypeCodes.Letter(FeatureType.String)}"
        : column.Exact is not null ? $"in {EventAttributes.ExactTypes} as well"
        : null;

    private static string Wrong(ReadOnlySpan<char> entry, int count) =>
        $"The attribute {EventAttributes.Redacted} has the entry {Shown.Text(entry.ToString())}; an entry is of the form of "
        + $"c:mask,2:hash,4-5:mask, features counted from 0 to {count - 1}.";
}
