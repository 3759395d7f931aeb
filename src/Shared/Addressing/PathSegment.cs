using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ModelData;

/// <summary>
/// Turns a name from outside into one segment of a blob name and back. ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c> stand for
/// themselves; every other UTF-8 byte is <c>~XX</c> (two upper-case hex digits). Also escaped, where the plain character would be legal but
/// unsafe: a first <c>.</c> or <c>_</c> (Spark, Hive and Arrow skip such folders), a last <c>.</c> (the service drops it), and the first letter of a
/// device name such as <c>con</c> or <c>nul.txt</c> (Windows cannot hold such a folder). Case is kept, as blob names have it. Reversible and
/// injective: different names give different segments. Thread-safe.
/// </summary>
/// <remarks>
/// <c>~</c> and not <c>%</c>: it is unreserved in URLs (RFC 3986), so no tool encodes it once more or decodes it on the way, and all other characters
/// of a segment are unreserved too: a blob's name reads the same in a URL, in a listing and in a shell.
/// </remarks>
public static class PathSegment
{
    private const char EscapeChar = '~';

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Escapes a name.</summary>
    /// <param name="name">The name: not empty, valid UTF-16.</param>
    /// <returns>The segment; the same string when there was nothing to escape.</returns>
    /// <exception cref="ArgumentException">The name is empty or holds a lone surrogate.</exception>
    public static string Escape(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (HasLoneSurrogate(name))
        {
            throw new ArgumentException(
                "A name must be valid UTF-16: it holds half of a surrogate pair.",
                nameof(name)
            );
        }
        if (!name.AsSpan().ContainsAnyExcept(Plain) && !MustEscapeFirst(name) && name[^1] != '.')
        {
            return name;
        }
        int last = Encoding.UTF8.GetByteCount(name) - 1;
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        StringBuilder segment = new(name.Length + 16);
        for (int i = 0; i < utf8.Length; i++)
        {
            char c = (char)utf8[i];
            bool isPlain = Plain.Contains(c) && !(i == 0 && MustEscapeFirst(name)) && !(i == last && c == '.');
            if (isPlain)
            {
                segment.Append(c);
            }
            else
            {
                segment.Append(EscapeChar).Append(HexDigit(c >> 4)).Append(HexDigit(c & 15));
            }
        }
        return segment.ToString();
    }

    /// <summary>Restores the name that <see cref="Escape"/> was given.</summary>
    /// <param name="segment">A segment of a blob name.</param>
    /// <param name="name">The name.</param>
    /// <returns>Whether <see cref="Escape"/> can have made this segment; foreign or differently escaped text is not accepted.</returns>
    public static bool TryUnescape(ReadOnlySpan<char> segment, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (segment.IsEmpty || segment.Length > EventLimits.MaxBlobNameLength)
        {
            return false;
        }
        Span<byte> utf8 = stackalloc byte[EventLimits.MaxBlobNameLength];
        int size = 0;
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] != EscapeChar)
            {
                if (!Plain.Contains(segment[i]))
                {
                    return false;
                }
                utf8[size++] = (byte)segment[i];
                continue;
            }
            if (
                i + 2 >= segment.Length
                || !TryHex(segment[i + 1], out int high)
                || !TryHex(segment[i + 2], out int low)
            )
            {
                return false;
            }
            utf8[size++] = (byte)((high << 4) | low);
            i += 2;
        }
        if (!System.Text.Unicode.Utf8.IsValid(utf8[..size]))
        {
            return false;
        }
        string text = StrictUtf8.GetString(utf8[..size]);
        // One name has one segment: what Escape would have written differently is not ours.
        if (!segment.SequenceEqual(Escape(text)))
        {
            return false;
        }
        name = text;
        return true;
    }

    internal static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        int start = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        for (int i = start; i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }
            i++;
        }
        return false;
    }

    private static bool MustEscapeFirst(ReadOnlySpan<char> name) => name[0] is '.' or '_' || IsDeviceName(name);

    private static bool IsDeviceName(ReadOnlySpan<char> name)
    {
        int dot = name.IndexOf('.');
        ReadOnlySpan<char> stem = dot < 0 ? name : name[..dot];
        return stem.Length switch
        {
            3 => stem.Equals("con", StringComparison.OrdinalIgnoreCase)
                || stem.Equals("prn", StringComparison.OrdinalIgnoreCase)
                || stem.Equals("aux", StringComparison.OrdinalIgnoreCase)
                || stem.Equals("nul", StringComparison.OrdinalIgnoreCase),
            4 => char.IsAsciiDigit(stem[3])
                && (
                    stem.StartsWith("com", StringComparison.OrdinalIgnoreCase)
                    || stem.StartsWith("lpt", StringComparison.OrdinalIgnoreCase)
                ),
            _ => false,
        };
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);

    private static bool TryHex(char c, out int value)
    {
        value = c switch
        {
            >= '0' and <= '9' => c - '0',
            >= 'A' and <= 'F' => c - 'A' + 10,
            _ => -1,
        };
        return value >= 0;
    }
}
