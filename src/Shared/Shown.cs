using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>A stranger's text, fit to stand in a message: quoted, cut, and without characters that move the cursor or turn the line around.</summary>
internal static class Shown
{
    private const int MaxLength = 64;

    /// <summary>Shows UTF-8, valid or not.</summary>
    public static string Text(ReadOnlySpan<byte> utf8)
    {
        // A character has at most four bytes; one more tells that there is more.
        bool isCut = utf8.Length > 4 * (MaxLength + 1);
        string text = Encoding.UTF8.GetString(isCut ? utf8[..(4 * (MaxLength + 1))] : utf8);
        return Text(text);
    }

    /// <summary>Shows a text.</summary>
    public static string Text(string text)
    {
        StringBuilder shown = new("\"");
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (++length > MaxLength)
            {
                return shown.Append("\"…").ToString();
            }
            if (IsVisible(rune))
            {
                shown.Append(rune.ToString());
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
        }
        return shown.Append('"').ToString();
    }

    private static bool IsVisible(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );
}
