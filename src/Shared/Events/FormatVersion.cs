using System.Globalization;

namespace ModelData;

/// <summary>
/// The version of the event format: <c>major.minor</c>. A reader accepts every minor version of a major version that it knows and refuses all others.
/// </summary>
public static class FormatVersion
{
    /// <summary>The version that the writer writes: <c>1.1</c>.</summary>
    public const string Current = "1.1";

    /// <summary>The major version that the reader knows: 1.</summary>
    public const int Major = 1;

    internal static bool IsKnown(ReadOnlySpan<char> text, out bool isWellFormed)
    {
        int dot = text.IndexOf('.');
        isWellFormed = TryNumber(dot < 0 ? text : text[..dot], out int major);
        isWellFormed &= dot < 0 || TryNumber(text[(dot + 1)..], out _);
        return isWellFormed && major == Major;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
