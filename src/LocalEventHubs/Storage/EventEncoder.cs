using System.Buffers.Binary;
using System.Buffers.Text;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// Turns an event as it was sent into the bytes that go to receivers: header, message annotations (the sender's and ours), then
/// the other sections as they were. It is stored in this form, so that delivering it is copying it.
/// </summary>
internal static class EventEncoder
{
    // Section head and map head (12), our three annotations (23 + 9, 14 + 2 + 19, 21 + 9), the key of the partition key (25).
    private const int MostAddedBytes = 160;

    public static ReadOnlySpan<byte> PartitionKeyAnnotation => "x-opt-partition-key"u8;

    private static ReadOnlySpan<byte> SequenceAnnotation => "x-opt-sequence-number"u8;

    private static ReadOnlySpan<byte> OffsetAnnotation => "x-opt-offset"u8;

    private static ReadOnlySpan<byte> EnqueuedTimeAnnotation => "x-opt-enqueued-time"u8;

    /// <summary>The most bytes that <see cref="Encode"/> writes.</summary>
    public static int GetMaxLength(int messageLength, int partitionKeyLength) =>
        messageLength + partitionKeyLength + MostAddedBytes;

    /// <summary>Writes the stored form of a checked event (<see cref="EventCheck"/>).</summary>
    /// <param name="message">The event as it was sent.</param>
    /// <param name="stamp">Its place in the partition.</param>
    /// <param name="partitionKey">The key of its batch in UTF-8; empty when there is none. The event's own wins.</param>
    /// <param name="destination">At least <see cref="GetMaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Encode(
        ReadOnlySpan<byte> message,
        in EventStamp stamp,
        ReadOnlySpan<byte> partitionKey,
        Span<byte> destination
    )
    {
        AmqpSection annotations = default;
        var writer = new AnnotationWriter(destination);
        int position = 0;
        int bodyStart = message.Length;
        while (AmqpSections.TryNext(message, ref position, out AmqpSection section))
        {
            if (section.Code == AmqpSections.Header)
            {
                writer.WriteRaw(message[section.Start..section.End]);
            }
            else if (section.Code == AmqpSections.MessageAnnotations)
            {
                annotations = section;
            }
            else if (section.Code != AmqpSections.DeliveryAnnotations)
            {
                bodyStart = section.Start;
                break;
            }
        }

        if (
            annotations.Code != 0
            && AmqpSections.TryFindText(message, annotations, PartitionKeyAnnotation, out ReadOnlySpan<byte> own)
        )
        {
            partitionKey = own;
        }

        writer.BeginMap();
        writer.WriteSymbol(SequenceAnnotation);
        writer.WriteLong(stamp.Sequence);
        writer.WriteSymbol(OffsetAnnotation);
        writer.WriteDecimalString(stamp.Offset);
        writer.WriteSymbol(EnqueuedTimeAnnotation);
        writer.WriteTimestamp(stamp.EnqueuedTime);
        if (!partitionKey.IsEmpty)
        {
            writer.WriteSymbol(PartitionKeyAnnotation);
            writer.WriteString(partitionKey);
        }

        if (annotations.Code != 0)
        {
            CopyForeign(message, annotations, ref writer);
        }

        writer.EndMap();
        writer.WriteRaw(message[bodyStart..]);
        return writer.Length;
    }

    private static void CopyForeign(ReadOnlySpan<byte> message, in AmqpSection section, ref AnnotationWriter writer)
    {
        var map = new AmqpMapReader(message, section);
        while (map.TryRead(out int keyStart, out _))
        {
            bool ours =
                AmqpSections.TryGetText(message, keyStart, out ReadOnlySpan<byte> name)
                && (
                    name.SequenceEqual(SequenceAnnotation)
                    || name.SequenceEqual(OffsetAnnotation)
                    || name.SequenceEqual(EnqueuedTimeAnnotation)
                    || name.SequenceEqual(PartitionKeyAnnotation)
                );
            if (!ours)
            {
                writer.WriteRawPair(message[keyStart..map.Position]);
            }
        }
    }

    private ref struct AnnotationWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;
        private int _mapStart;
        private int _count;

        public int Length { get; private set; }

        public void WriteRaw(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_destination[Length..]);
            Length += bytes.Length;
        }

        public void WriteRawPair(ReadOnlySpan<byte> pair)
        {
            WriteRaw(pair);
            _count += 2;
        }

        public void BeginMap()
        {
            WriteRaw([0x00, 0x53, AmqpSections.MessageAnnotations, 0xD1]);
            _mapStart = Length;
            Length += 8;
        }

        public readonly void EndMap()
        {
            BinaryPrimitives.WriteInt32BigEndian(_destination[_mapStart..], Length - _mapStart - 4);
            BinaryPrimitives.WriteInt32BigEndian(_destination[(_mapStart + 4)..], _count);
        }

        public void WriteSymbol(ReadOnlySpan<byte> name)
        {
            _destination[Length++] = 0xA3;
            _destination[Length++] = (byte)name.Length;
            WriteRaw(name);
            _count++;
        }

        public void WriteLong(long value) => WriteFixed(0x81, value);

        public void WriteTimestamp(long unixMilliseconds) => WriteFixed(0x83, unixMilliseconds);

        public void WriteDecimalString(long value)
        {
            Utf8Formatter.TryFormat(value, _destination[(Length + 2)..], out int digits);
            _destination[Length] = 0xA1;
            _destination[Length + 1] = (byte)digits;
            Length += 2 + digits;
            _count++;
        }

        public void WriteString(ReadOnlySpan<byte> text)
        {
            _destination[Length] = 0xB1;
            BinaryPrimitives.WriteInt32BigEndian(_destination[(Length + 1)..], text.Length);
            Length += 5;
            WriteRaw(text);
            _count++;
        }

        private void WriteFixed(byte format, long value)
        {
            _destination[Length] = format;
            BinaryPrimitives.WriteInt64BigEndian(_destination[(Length + 1)..], value);
            Length += 9;
            _count++;
        }
    }
}
