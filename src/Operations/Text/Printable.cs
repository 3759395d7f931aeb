using System.Globalization;
using System.Text;

namespace ModelData.Operations.Text;

/// <summary>
/// Text from outside, fit for a terminal: what could move the cursor, change colours, hide or reorder text stands there as an
/// escape that can be read.
/// </summary>
public static class Printable
{
    /// <summary>The text on one line.</summary>
    public static string Line(string? text) => Escape(text, keepsLines: false);

    /// <summary>The text with its line feeds and tabs.</summary>
    public static string Lines(string? text) => Escape(text, keepsLines: true);

    private static string Escape(string? text, bool keepsLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var escaped = new StringBuilder(text.Length);
        int position = 0;
        while (position < text.Length)
        {
            bool isWhole = Rune.TryGetRuneAt(text, position, out Rune rune);
            int value = isWhole ? rune.Value : text[position];
            position += isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && ((keepsLines && value is (int)'\n' or (int)'\t') || IsHarmless(rune)))
            {
                escaped.Append(rune.ToString());
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{value:x}}}");
            }
        }
        return escaped.ToString();
    }

    private static bool IsHarmless(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
