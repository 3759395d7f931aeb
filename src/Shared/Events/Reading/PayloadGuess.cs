using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Unicode;

namespace ModelData;

/// <summary>Says what a body looks like that is not what its attributes say, and which attribute to set. Only for bodies that were refused.</summary>
internal static class PayloadGuess
{
    private const int MostDecoded = 4096;
    private const string Compress =
        "send it plain, or compress it with brotli and set the content encoding, or the attribute contentencoding, to br";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Adds to a refusal what the body looks like, if that explains it.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="body">The body; decompressed when that went well.</param>
    /// <param name="header">The attributes.</param>
    public static Refusal Explain(Refusal refusal, ReadOnlySpan<byte> body, EventHeader header)
    {
        bool isUnreadable =
            refusal.Reason
            is RefusalReasons.InvalidHeader
                or RefusalReasons.InvalidJson
                or RefusalReasons.CorruptEncoding
                or RefusalReasons.InvalidUtf8;
        string? guess =
            !isUnreadable ? null
            : refusal.Reason == RefusalReasons.CorruptEncoding ? OfCorrupt(body)
            : Of(body, header);
        return guess is null ? refusal : refusal with { Detail = $"{refusal.Detail} {guess}" };
    }

    private static string? OfCorrupt(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return Empty;
        }
        return OfMagic(body) is { } name ? $"The body looks like {name}: {Compress}."
            : LooksLikeCsv(body) || LooksLikeJson(body)
                ? "The body looks like plain text: leave the content encoding and the attribute contentencoding away."
            : "It is cut off, damaged, or followed by something else.";
    }

    private static string? Of(ReadOnlySpan<byte> body, EventHeader header)
    {
        PayloadFormat format = header.Format;
        ReadOnlySpan<byte> text = body.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return Empty;
        }
        if (OfMagic(body) is { } name)
        {
            return $"The body looks like {name}: {Compress}.";
        }
        if (OfWriting(body) is { } writing)
        {
            return $"The body looks like {writing}: send CSV or JSON in UTF-8.";
        }
        if (LooksLikeBrotli(body))
        {
            return header.IsBrotli
                ? "What the body holds looks like brotli again: compress it once only."
                : "The body looks like brotli: set the content encoding, or the attribute contentencoding, to br.";
        }
        if (LooksLikeJsonText(text))
        {
            return "The body looks like a text that was written as JSON, in quotes and with escapes, as clients do with a body that is "
                + "not bytes: hand over bytes, for example Buffer.from(text) in JavaScript, or encode it once only.";
        }
        if (text.StartsWith("{\"type\":\"Buffer\""u8))
        {
            return "The body looks like a Buffer of Node.js that was written as JSON: hand over the Buffer itself.";
        }
        if (LooksLikeBase64(text))
        {
            return "The body looks like Base64: send the bytes themselves.";
        }
        return format == PayloadFormat.Csv && LooksLikeJson(text)
                ? "The body looks like JSON: set the content type, or the attribute datacontenttype, to application/json."
            : format == PayloadFormat.Json && LooksLikeCsv(text)
                ? "The body looks like CSV: set the content type, or the attribute datacontenttype, to text/csv."
            : text.StartsWith("$Timestamp;"u8) || text.StartsWith("$Timestamp\t"u8)
                ? "The body looks like CSV with another separator: separate by commas."
            : format == PayloadFormat.Json && IsJsonLines(text)
                ? "The body looks like JSON lines: send one array, with commas between the objects."
            : format == PayloadFormat.Csv && !text.Contains((byte)'\n') ? OfOneLine(text)
            : null;
    }

    private const string Empty = "The body is empty: put the rows into it, as bytes.";

    private static string? OfMagic(ReadOnlySpan<byte> body) =>
        body switch
        {
            [0x1F, 0x8B, ..] => "gzip",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "Zstandard",
            [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..] when !Utf8.IsValid(body) => "deflate (zlib)",
            [0x04, 0x22, 0x4D, 0x18, ..] => "LZ4",
            [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, ..] => "Snappy",
            [0xFD, 0x37, 0x7A, 0x58, 0x5A, ..] => "xz",
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => "bzip2",
            [(byte)'P', (byte)'K', 0x03, 0x04, ..] => "a ZIP archive",
            _ => null,
        };

    private static string? OfWriting(ReadOnlySpan<byte> body) =>
        body switch
        {
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [_, 0, _, 0, ..] or [0, _, 0, _, ..] => "UTF-16",
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file",
            [(byte)'O', (byte)'b', (byte)'j', 0x01, ..] => "an Avro file",
            _ => null,
        };

    private static bool IsJsonLines(ReadOnlySpan<byte> text) =>
        text[0] == '{' && (text.IndexOf("}\n{"u8) > 0 || text.IndexOf("}\r\n{"u8) > 0);

    private static string? OfOneLine(ReadOnlySpan<byte> text) =>
        text.Contains((byte)'\r') ? "Its lines end in carriage returns alone: end them in line feeds."
        : LooksLikeCsv(text) ? "It is a header line alone: put rows behind it."
        : null;

    private static bool LooksLikeCsv(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
        return text.StartsWith("$Timestamp"u8) || text.StartsWith("\"$Timestamp\""u8);
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
        return text is [(byte)'{' or (byte)'[', ..];
    }

    /// <summary>One text in quotes: JSON writes line feeds as escapes.</summary>
    private static bool LooksLikeJsonText(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(" \t\r\n"u8);
        return text.Length >= 2 && text[0] == '"' && text[^1] == '"' && !text.Contains((byte)'\n');
    }

    /// <summary>Brotli has no mark of its own: what is no text and decodes to one is probably it.</summary>
    private static bool LooksLikeBrotli(ReadOnlySpan<byte> body)
    {
        if (IsText(body))
        {
            return false;
        }
        Span<byte> output = stackalloc byte[MostDecoded];
        using BrotliDecoder decoder = default;
        decoder.Decompress(body, output, out _, out int written);
        ReadOnlySpan<byte> text = output[..written];
        return LooksLikeCsv(text) || LooksLikeJson(text) || (written > 0 && IsText(text));
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOfAnyInRange((byte)0, (byte)8) < 0 && Utf8.IsValid(bytes);

    private static bool LooksLikeBase64(ReadOnlySpan<byte> text)
    {
        const int Start = 16;
        Span<byte> decoded = stackalloc byte[Start];
        if (text.Length < Start)
        {
            return false;
        }
        Base64.DecodeFromUtf8(text[..Start], decoded, out _, out int written, isFinalBlock: false);
        ReadOnlySpan<byte> start = decoded[..written];
        return written == Start / 4 * 3 && (LooksLikeCsv(start) || LooksLikeJson(start) || OfMagic(start) is not null);
    }
}
