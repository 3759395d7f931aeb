using System.Buffers.Binary;
using System.Buffers.Text;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Adds the end of the partition to a delivery, for receivers that asked for it.</summary>
internal static class RuntimeMetric
{
    private const int MostAddedBytes = 192;

    /// <summary>The stored event with delivery annotations behind its header.</summary>
    /// <param name="stored">The event in stored form.</param>
    /// <param name="end">The end of the partition.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static ArraySegment<byte> Add(ReadOnlySpan<byte> stored, in PartitionEnd end, long now)
    {
        int position = 0;
        int headerEnd =
            AmqpSections.TryNext(stored, ref position, out AmqpSection first) && first.Code == AmqpSections.Header
                ? first.End
                : 0;
        var result = new byte[stored.Length + MostAddedBytes];
        stored[..headerEnd].CopyTo(result);
        int length = headerEnd;
        ReadOnlySpan<byte> head = [0x00, 0x53, AmqpSections.DeliveryAnnotations, 0xC1, 0, 8];
        head.CopyTo(result.AsSpan(length));
        length += head.Length;
        int mapStart = length - 1;
        WriteSymbol(result, ref length, "last_enqueued_sequence_number"u8);
        WriteFixed(result, ref length, 0x81, end.LastSequence);
        WriteSymbol(result, ref length, "last_enqueued_offset"u8);
        Utf8Formatter.TryFormat(end.LastOffset, result.AsSpan(length + 2), out int digits);
        result[length] = 0xA1;
        result[length + 1] = (byte)digits;
        length += 2 + digits;
        WriteSymbol(result, ref length, "last_enqueued_time_utc"u8);
        WriteFixed(result, ref length, 0x83, end.LastTime);
        WriteSymbol(result, ref length, "runtime_info_retrieval_time_utc"u8);
        WriteFixed(result, ref length, 0x83, now);
        result[mapStart - 1] = (byte)(length - mapStart);
        stored[headerEnd..].CopyTo(result.AsSpan(length));
        return new ArraySegment<byte>(result, 0, length + stored.Length - headerEnd);
    }

    private static void WriteSymbol(byte[] result, ref int length, ReadOnlySpan<byte> name)
    {
        result[length++] = 0xA3;
        result[length++] = (byte)name.Length;
        name.CopyTo(result.AsSpan(length));
        length += name.Length;
    }

    private static void WriteFixed(byte[] result, ref int length, byte format, long value)
    {
        result[length] = format;
        BinaryPrimitives.WriteInt64BigEndian(result.AsSpan(length + 1), value);
        length += 9;
    }
}
