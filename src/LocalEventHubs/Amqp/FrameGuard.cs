using Amqp;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>Refuses frames that the library would decode at the cost of the process: too deep, malformed, or without end.</summary>
internal sealed class FrameGuard(int mostMessageBytes)
{
    private const int TransferCode = 0x14;
    private const int MoreField = 5;
    private const int MostUnfinished = 64;

    // What one message may gather over several frames before its connection is closed. An oversized message that ends is
    // rejected politely, so there is room for it.
    private readonly long _mostGatheredBytes = Math.Max(4L * mostMessageBytes, 4 * 1024 * 1024);
    private readonly Dictionary<(ushort Channel, uint Handle), long> _unfinished = [];

    /// <summary>Checks one frame.</summary>
    /// <param name="frame">The frame without its size: data offset, type, channel, performative, payload.</param>
    /// <exception cref="FormatException">The frame is malformed.</exception>
    /// <exception cref="AmqpException">A message grows beyond all bounds.</exception>
    public void Check(ReadOnlySpan<byte> frame)
    {
        // The library takes no extended header and no other frame type.
        if (frame.Length < 4 || frame[0] != 2 || frame[1] != 0)
        {
            throw AmqpSections.Malformed(0);
        }

        if (frame.Length == 4)
        {
            return;
        }

        ReadOnlySpan<byte> body = frame[4..];
        int end = AmqpValueCheck.Check(body, 0);
        if (body is not [0x00, 0x53, var code, 0xC0 or 0xD0 or 0x45, ..])
        {
            throw AmqpSections.Malformed(0);
        }

        if (code == TransferCode)
        {
            CheckTransfer(body[..end], (ushort)((frame[2] << 8) | frame[3]), body.Length - end);
        }
    }

    private void CheckTransfer(ReadOnlySpan<byte> performative, ushort channel, int payloadBytes)
    {
        bool hasMore = false;
        uint handle = 0;
        int cursor = performative[3] == 0xC0 ? 6 : 12;
        for (int field = 0; field <= MoreField && cursor < performative.Length; field++)
        {
            if (field == 0)
            {
                handle = ReadHandle(performative, cursor);
            }
            else if (field == MoreField)
            {
                hasMore = performative[cursor] == 0x41 || performative[cursor..] is [0x56, 1, ..];
            }

            cursor = AmqpSections.SkipValue(performative, cursor);
        }

        _unfinished.Remove((channel, handle), out long gathered);
        if (!hasMore)
        {
            return;
        }

        gathered += payloadBytes;
        if (gathered > _mostGatheredBytes || _unfinished.Count >= MostUnfinished)
        {
            throw new AmqpException(
                ServiceError.Create(
                    ErrorCode.MessageSizeExceeded,
                    $"A message exceeds {_mostGatheredBytes} bytes by far."
                )
            );
        }

        _unfinished[(channel, handle)] = gathered;
    }

    private static uint ReadHandle(ReadOnlySpan<byte> bytes, int start)
    {
        int cursor = start;
        return AmqpSections.ReadByte(bytes, ref cursor) switch
        {
            0x43 => 0,
            0x52 => AmqpSections.ReadByte(bytes, ref cursor),
            0x70 => AmqpSections.ReadUInt(bytes, ref cursor),
            _ => throw AmqpSections.Malformed(start),
        };
    }
}
