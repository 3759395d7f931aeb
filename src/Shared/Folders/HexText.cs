using System.Buffers;

namespace ModelData;

internal static class HexText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a text is exactly so many lower-case hex digits.</summary>
    public static bool IsHex(string? text, int length) =>
        text is not null && text.Length == length && !text.AsSpan().ContainsAnyExcept(Digits);
}
