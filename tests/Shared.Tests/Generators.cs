using CsCheck;

namespace ModelData.Tests;

/// <summary>Names, times and values as strangers choose them.</summary>
internal static class Generators
{
    private static readonly Gen<string> Nasty = Gen.OneOf(
        ".",
        "..",
        "...",
        "/",
        "\\",
        "~",
        "%2F",
        "~2F",
        "_",
        "_schema.json",
        ".hidden",
        "con",
        "NUL.txt",
        "com1",
        " ",
        "a ",
        "a.",
        "\0",
        "\n",
        "\u007f",
        "ü",
        "u\u0308",
        "模型",
        "😀",
        "*",
        "?",
        "#",
        "a=b",
        "data.csv"
    );

    /// <summary>Valid UTF-16 of any code points.</summary>
    public static readonly Gen<string> Text = Gen.String.Select(s => s.IsNormalizedUtf16() ? s : s.Replaced());

    /// <summary>A legal name: 1 to 128 bytes of UTF-8.</summary>
    public static readonly Gen<string> Name = Gen.Frequency(
        (3, Gen.String[Gen.Char.AlphaNumeric, 1, 40]),
        (3, Nasty),
        (2, Gen.Select(Nasty, Nasty, (a, b) => a + b)),
        (4, Text.Select(Cut).Where(s => s.Length > 0))
    );

    public static readonly Gen<string[]> Names = Name.Array[7];

    public static readonly Gen<DateOnly> Day = Gen.Int[0, 365 * 200].Select(d => new DateOnly(1970, 1, 1).AddDays(d));

    private static string Cut(string text)
    {
        int length = Math.Min(text.Length, 42);
        if (length > 0 && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }
        return text[..length];
    }

    private static bool IsNormalizedUtf16(this string text) => text.Replaced() == text;

    private static string Replaced(this string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
