using System.Buffers;
using System.IO.Compression;

namespace ModelData;

/// <summary>Decompresses payloads into a buffer, never beyond the limit.</summary>
internal static class PayloadDecoder
{
    private const int MinCapacity = 64 * 1024;

    /// <summary>The usual ratio is 2.4: this much room saves a second growth.</summary>
    private const int ExpectedRatio = 4;

    /// <summary>Decompresses a brotli stream that must end where the payload ends.</summary>
    /// <returns>A reason of <see cref="RefusalReasons"/>, or null.</returns>
    public static string? DecodeBrotli(ReadOnlySpan<byte> payload, RetainedBuffer output)
    {
        using BrotliDecoder decoder = default;
        long expected = Math.Max((long)payload.Length * ExpectedRatio, MinCapacity);
        output.Ensure((int)Math.Min(expected, EventLimits.MaxDecodedBytes));
        while (true)
        {
            int free = Math.Min(output.Capacity, EventLimits.MaxDecodedBytes) - output.Length;
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
                    return payload.IsEmpty ? null : RefusalReasons.CorruptEncoding;
                case OperationStatus.DestinationTooSmall when output.Length == EventLimits.MaxDecodedBytes:
                    return RefusalReasons.TooLarge;
                case OperationStatus.DestinationTooSmall:
                    output.Ensure(Math.Min(output.Capacity, EventLimits.MaxDecodedBytes - output.Length));
                    break;
                default:
                    return RefusalReasons.CorruptEncoding;
            }
        }
    }
}
