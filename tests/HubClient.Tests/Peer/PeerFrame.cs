using System.Buffers.Binary;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>A frame as it stood on the wire.</summary>
/// <param name="Channel">The sender's channel.</param>
/// <param name="Performative">The decoded performative; none in an empty frame.</param>
/// <param name="Body">The bytes of performative and payload.</param>
/// <param name="Payload">The bytes behind the performative.</param>
internal sealed record PeerFrame(ushort Channel, DescribedList? Performative, byte[] Body, byte[] Payload)
{
    private const int HeaderBytes = 8;

    static PeerFrame() =>
        // Registers the performatives with the library's decoder.
        _ = new Open();

    public static PeerFrame Decode(byte[] frame)
    {
        ushort channel = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(6));
        byte[] body = frame[HeaderBytes..];
        if (body.Length == 0)
        {
            return new PeerFrame(channel, null, body, []);
        }

        var buffer = new ByteBuffer(body, 0, body.Length, body.Length);
        var performative = (DescribedList)Encoder.ReadObject(buffer);
        return new PeerFrame(channel, performative, body, body[buffer.Offset..]);
    }

    public static byte[] Encode(byte type, ushort channel, DescribedList? performative, ReadOnlySpan<byte> payload)
    {
        var buffer = new ByteBuffer(512, autoGrow: true);
        performative?.Encode(buffer);
        byte[] frame = new byte[HeaderBytes + buffer.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = 2;
        frame[5] = type;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(6), channel);
        buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).CopyTo(frame.AsSpan(HeaderBytes));
        payload.CopyTo(frame.AsSpan(HeaderBytes + buffer.Length));
        return frame;
    }
}
