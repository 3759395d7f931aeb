using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Amqp;

/// <summary>Takes the bytes of a message back out of what <see cref="OpaquePayloadTransport"/> made of them.</summary>
internal static class RawMessage
{
    /// <summary>The encoded message. One frame is not copied; several are put together.</summary>
    public static ArraySegment<byte> GetBytes(Message message) =>
        message.BodySection switch
        {
            DataList list => Concatenate(list),
            Data { Buffer: { } buffer } => new ArraySegment<byte>(buffer.Buffer, buffer.Offset, buffer.Length),
            _ => ArraySegment<byte>.Empty,
        };

    /// <summary>The bytes that a message keeps alive: its frame or frames.</summary>
    public static int GetHeldBytes(Message message) =>
        message.BodySection switch
        {
            // All of them are slices of one array.
            DataList { Count: > 0 } list => list[0].Buffer?.Buffer.Length ?? 0,
            Data { Buffer: { } buffer } => buffer.Buffer.Length,
            _ => 0,
        };

    /// <summary>The message as the library understands it; for the request nodes.</summary>
    /// <exception cref="AmqpException">It is malformed.</exception>
    public static Message Decode(Message message)
    {
        ArraySegment<byte> bytes = GetBytes(message);
        return Message.Decode(new ByteBuffer(bytes.Array, bytes.Offset, bytes.Count, bytes.Count));
    }

    private static byte[] Concatenate(DataList list)
    {
        int length = 0;
        for (int i = 0; i < list.Count; i++)
        {
            length += list[i].Buffer?.Length ?? 0;
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
        int written = 0;
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Buffer is { } part)
            {
                Buffer.BlockCopy(part.Buffer, part.Offset, bytes, written, part.Length);
                written += part.Length;
            }
        }

        return bytes;
    }
}
