using System.Buffers.Binary;

namespace ModelData.Interop.Wire;

/// <summary>A frame that a client sent.</summary>
/// <param name="Channel">Its channel.</param>
/// <param name="Performative">What it says.</param>
/// <param name="Payload">What follows: for a transfer the message, or a part of it.</param>
internal sealed record WireFrame(ushort Channel, WireValue Performative, byte[] Payload)
{
    public const ulong Open = 0x10;
    public const ulong Begin = 0x11;
    public const ulong Attach = 0x12;
    public const ulong Flow = 0x13;
    public const ulong Transfer = 0x14;
    public const ulong SaslInit = 0x41;

    private const int HeaderBytes = 8;

    public ulong Code => Performative.Code;

    /// <summary>A field of the performative by its place; null when it is left out.</summary>
    public WireValue Field(int index) =>
        index < Performative.Inner.Items.Count ? Performative.Inner.Items[index] : WireValue.Null;

    /// <summary>Cuts what a connection sent into frames; protocol headers and empty frames are left out.</summary>
    public static List<WireFrame> ReadAll(byte[] sent)
    {
        var frames = new List<WireFrame>();
        var position = 0;
        while (sent.Length - position >= HeaderBytes)
        {
            if (sent.AsSpan(position).StartsWith("AMQP"u8))
            {
                position += HeaderBytes;
                continue;
            }
            var size = BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(position));
            if (size > sent.Length - position)
            {
                break;
            }
            var frame = sent[position..(position + size)];
            position += size;
            var start = frame[4] * 4;
            if (size > start)
            {
                var reader = new WireReader(frame, start);
                var performative = reader.Read();
                var channel = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(6));
                frames.Add(new WireFrame(channel, performative, frame[reader.Position..]));
            }
        }
        return frames;
    }
}
