using System.Buffers;
using System.IO.Compression;
using System.Text;
using ModelData.Operations.Text;

namespace ModelData.Operations.DeadLetters;

/// <summary>The body of a strange event for a person: text where it is text, else a hex dump. Never more than a few screens.</summary>
public static class LetterBody
{
    private const int MaxShown = 16 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Describes a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isBrotli">Whether the event says that it is brotli: that is undone.</param>
    public static string Describe(ReadOnlyMemory<byte> body, bool isBrotli)
    {
        string heading = $"{body.Length} bytes";
        ReadOnlyMemory<byte> shown = body;
        if (isBrotli && TryDecompress(body) is { } plain)
        {
            shown = plain;
            heading += ", decompressed";
        }
        if (shown.Length > MaxShown)
        {
            shown = shown[..MaxShown];
            heading += $", the first {MaxShown} shown";
        }
        string text = Text(shown.Span) is { } lines ? Printable.Lines(lines) : HexDump.Of(shown.Span);
        return text.Length == 0 ? $"{heading}\n" : $"{heading}\n\n{text}{(text.EndsWith('\n') ? "" : "\n")}";
    }

    // Never more than one byte above what is shown: a kilobyte of brotli may hold a gigabyte. What breaks off is shown as it is.
    private static byte[]? TryDecompress(ReadOnlyMemory<byte> body)
    {
        byte[] plain = new byte[MaxShown + 1];
        using var decoder = new BrotliDecoder();
        OperationStatus status = decoder.Decompress(body.Span, plain, out _, out int written);
        return status is OperationStatus.Done or OperationStatus.DestinationTooSmall ? plain[..written] : null;
    }

    /// <summary>The text; null when the bytes are none.</summary>
    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        // The cut may have gone through a character of up to four bytes.
        for (int cut = 0; cut < 4 && cut <= bytes.Length; cut++)
        {
            try
            {
                string text = Strict.GetString(bytes[..^cut]);
                return text.AsSpan().Contains('\0') ? null : text;
            }
            catch (DecoderFallbackException) when (bytes.Length == MaxShown) { }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
        return null;
    }
}
