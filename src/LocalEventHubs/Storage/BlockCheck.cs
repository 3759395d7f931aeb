using System.Buffers.Binary;
using System.IO.Hashing;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// The checksums of a stored block. Two, so that a start can check where everything is without reading the events. They find damage, not
/// malice.
/// </summary>
internal static class BlockCheck
{
    public static long OfPayload(ReadOnlySpan<byte> payload) => (long)XxHash3.HashToUInt64(payload);

    /// <summary>Of everything beside the events, and of their checksum.</summary>
    public static long OfRow(in StoredRow row)
    {
        Span<byte> fields = stackalloc byte[5 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(fields, row.Id);
        BinaryPrimitives.WriteInt64LittleEndian(fields[8..], row.FirstOffset);
        BinaryPrimitives.WriteInt64LittleEndian(fields[16..], row.FirstTime);
        BinaryPrimitives.WriteInt64LittleEndian(fields[24..], row.Place ?? -1);
        BinaryPrimitives.WriteInt64LittleEndian(fields[32..], row.PayloadCheck);
        return (long)XxHash3.HashToUInt64(fields, (long)XxHash3.HashToUInt64(row.Directory));
    }
}
