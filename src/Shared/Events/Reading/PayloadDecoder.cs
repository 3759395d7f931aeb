using System.Buffers;
using System.IO.Compression;

namespace ModelData;

/// <summary>Decompresses payloads into a buffer, never beyond its limit: what goes beyond is counted, not kept.</summary>
internal static class PayloadDecoder
{
    private const int MinCapacity = 64 * 1024;

    /// <summary>The usual ratio is 2.4: this much room saves a second growth.</summary>
    private const int ExpectedRatio = 4;

    /// <summary>Decompresses a brotli stream that must end where the payload ends.</summary>
    /// <param name="payload">The stream.</param>
    /// <param name="output">Takes the bytes, as long as they fit.</param>
    /// <param name="capacity">The most bytes that it may take.</param>
    /// <param name="length">The bytes that the stream holds: when they are more than the capacity, the output has only the first ones or others.</param>
    /// <returns>A reason of <see cref="RefusalReasons"/>, or null.</returns>
    public static string? DecodeBrotli(ReadOnlySpan<byte> payload, RetainedBuffer output, int capacity, out int length)
    {
        BrotliDecoder decoder = default;
        try
        {
            return Decode(ref decoder, payload, output, Math.Min(capacity, EventLimits.MaxDecodedBytes), out length);
        }
        finally
        {
            decoder.Dispose();
        }
    }

    private static string? Decode(
        ref BrotliDecoder decoder,
        ReadOnlySpan<byte> payload,
        RetainedBuffer output,
        int capacity,
        out int length
    )
    {
        long expected = Math.Max((long)payload.Length * ExpectedRatio, MinCapacity);
        output.Ensure((int)Math.Min(expected, capacity));
        length = 0;
        while (true)
        {
            int free = Math.Min(output.Capacity, capacity) - output.Length;
            OperationStatus status = decoder.Decompress(
                payload,
                output.GetSpan()[..free],
                out int consumed,
                out int written
            );
            output.Advance(written);
            payload = payload[consumed..];
            switch (status)
            {
                case OperationStatus.Done:
                    length = output.Length;
                    return payload.IsEmpty ? null : RefusalReasons.CorruptEncoding;
                case OperationStatus.DestinationTooSmall when output.Length == capacity:
                    return Measure(ref decoder, payload, output, out length);
                case OperationStatus.DestinationTooSmall:
                    output.Ensure(Math.Min(output.Capacity, capacity - output.Length));
                    break;
                default:
                    return RefusalReasons.CorruptEncoding;
            }
        }
    }

    /// <summary>Decompresses what is left over what is there already, to know how long it is.</summary>
    private static string? Measure(
        ref BrotliDecoder decoder,
        ReadOnlySpan<byte> payload,
        RetainedBuffer output,
        out int length
    )
    {
        length = output.Length;
        while (length < EventLimits.MaxDecodedBytes)
        {
            Span<byte> space = output.Overwrite();
            space = space[..Math.Min(space.Length, EventLimits.MaxDecodedBytes - length)];
            OperationStatus status = decoder.Decompress(payload, space, out int consumed, out int written);
            length += written;
            payload = payload[consumed..];
            switch (status)
            {
                case OperationStatus.Done:
                    return payload.IsEmpty ? null : RefusalReasons.CorruptEncoding;
                case OperationStatus.DestinationTooSmall:
                    break;
                default:
                    return RefusalReasons.CorruptEncoding;
            }
        }
        return RefusalReasons.TooLarge;
    }
}
