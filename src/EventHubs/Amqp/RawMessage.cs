using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Amqp;

/// <summary>Takes the bytes of a message back out of what <see cref="OpaquePayloadTransport"/> made of them.</summary>
internal static class RawMessage
{
    /// <summary>The encoded message, within the memory of its frames. Call once: the parts of several frames are moved together.</summary>
    public static ArraySegment<byte> TakeBytes(Message message) =>
        message.BodySection switch
        {
            DataList list => Join(list),
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
        ArraySegment<byte> bytes = TakeBytes(message);
        return Message.Decode(new ByteBuffer(bytes.Array, bytes.Offset, bytes.Count, bytes.Count));
    }

    // All parts are slices of one array, in order, with the heads of data sections between them.
    private static ArraySegment<byte> Join(DataList list)
    {
        if (list.Count == 0 || list[0].Buffer is not { } first)
        {
            return ArraySegment<byte>.Empty;
        }

        byte[] array = first.Buffer;
        int end = first.Offset + first.Length;
        for (int i = 1; i < list.Count; i++)
        {
            if (list[i].Buffer is { } part)
            {
                Buffer.BlockCopy(array, part.Offset, array, end, part.Length);
                end += part.Length;
            }
        }

        return new ArraySegment<byte>(array, first.Offset, end - first.Offset);
    }
}
