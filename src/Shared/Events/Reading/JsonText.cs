using System.Text;
using System.Text.Json;

namespace ModelData;

/// <summary>
/// Takes the escapes out of JSON texts. Half of a surrogate pair, which is no character, becomes U+FFFD, as our own writer has it: the platform's reader
/// would refuse the text.
/// </summary>
internal static class JsonText
{
    private const int EscapeLength = 6;

    /// <summary>Unescapes a text.</summary>
    /// <param name="raw">The text between its quotes, in a payload that is legal JSON.</param>
    /// <param name="destination">At least as long.</param>
    /// <param name="hasLoneSurrogate">Whether there was half of a surrogate pair.</param>
    /// <returns>The bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination, out bool hasLoneSurrogate)
    {
        hasLoneSurrogate = false;
        int written = 0;
        while (raw.IndexOf((byte)'\\') is >= 0 and int next)
        {
            raw[..next].CopyTo(destination[written..]);
            written += next;
            raw = raw[next..];
            if (raw[1] != 'u')
            {
                destination[written++] = Plain(raw[1]);
                raw = raw[2..];
                continue;
            }
            Rune rune = ReadRune(ref raw, ref hasLoneSurrogate);
            written += rune.EncodeToUtf8(destination[written..]);
        }
        raw.CopyTo(destination[written..]);
        return written + raw.Length;
    }

    /// <summary>Whether the name that a reader stands on is this one. The platform's own comparison throws on half of a surrogate pair.</summary>
    public static bool IsName(in Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped || raw.Length > EscapeLength * name.Length)
        {
            return raw.SequenceEqual(name);
        }
        Span<byte> plain = stackalloc byte[raw.Length];
        return plain[..Unescape(raw, plain, out _)].SequenceEqual(name);
    }

    /// <summary>Shows the text that a reader stands on, without escapes.</summary>
    public static string Show(in Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        byte[] plain = new byte[raw.Length];
        return Shown.Text(plain.AsSpan(0, Unescape(raw, plain, out _)));
    }

    private static Rune ReadRune(ref ReadOnlySpan<byte> raw, ref bool hasLoneSurrogate)
    {
        char first = ReadUnit(raw);
        raw = raw[EscapeLength..];
        if (Rune.TryCreate(first, out Rune rune))
        {
            return rune;
        }
        bool isPair = raw.StartsWith("\\u"u8) && Rune.TryCreate(first, ReadUnit(raw), out rune);
        raw = isPair ? raw[EscapeLength..] : raw;
        hasLoneSurrogate |= !isPair;
        return isPair ? rune : Rune.ReplacementChar;
    }

    private static char ReadUnit(ReadOnlySpan<byte> escape)
    {
        int unit = 0;
        foreach (byte digit in escape[2..EscapeLength])
        {
            unit = (unit << 4) | HexDigit(digit);
        }
        return (char)unit;
    }

    // The payload is legal JSON: nothing but hex digits stands here.
    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte Plain(byte escape) =>
        escape switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => escape,
        };
}
