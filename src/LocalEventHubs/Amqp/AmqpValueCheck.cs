using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>
/// Checks that encoded values are well formed before anything decodes them: the library's decoder recurses without a limit (a
/// frame of nested lists would overflow the stack and end the process) and trusts element counts.
/// </summary>
internal static class AmqpValueCheck
{
    private const int MostLevels = 32;

    // Elements of an array may be of zero width, so that a few bytes can claim millions of them.
    private const uint MostArrayElements = 65536;

    /// <summary>Checks the value that starts at an index.</summary>
    /// <returns>The index behind it.</returns>
    /// <exception cref="FormatException">The value is malformed, too deep or too numerous.</exception>
    public static int Check(ReadOnlySpan<byte> bytes, int start) => Check(bytes, start, 0);

    private static int Check(ReadOnlySpan<byte> bytes, int start, int level)
    {
        if (level > MostLevels)
        {
            throw AmqpSections.Malformed(start);
        }

        int cursor = start;
        byte format = AmqpSections.ReadByte(bytes, ref cursor);
        if (format == 0)
        {
            cursor = Check(bytes, cursor, level + 1);
            return Check(bytes, cursor, level + 1);
        }

        int end = AmqpSections.SkipValue(bytes, start);
        switch (format)
        {
            case 0xC0 or 0xC1:
                AmqpSections.ReadByte(bytes, ref cursor);
                CheckElements(bytes[..end], cursor, AmqpSections.ReadByte(bytes[..end], ref cursor), 1, level);
                break;
            case 0xD0 or 0xD1:
                AmqpSections.ReadUInt(bytes, ref cursor);
                CheckElements(bytes[..end], cursor, AmqpSections.ReadUInt(bytes[..end], ref cursor), 4, level);
                break;
            case 0xE0:
                AmqpSections.ReadByte(bytes, ref cursor);
                CheckArray(bytes[..end], cursor + 1, AmqpSections.ReadByte(bytes[..end], ref cursor), level);
                break;
            case 0xF0:
                AmqpSections.ReadUInt(bytes, ref cursor);
                CheckArray(bytes[..end], cursor + 4, AmqpSections.ReadUInt(bytes[..end], ref cursor), level);
                break;
        }

        return end;
    }

    private static void CheckElements(ReadOnlySpan<byte> bytes, int countAt, uint count, int countWidth, int level)
    {
        int cursor = countAt + countWidth;
        if (count > (uint)(bytes.Length - cursor))
        {
            throw AmqpSections.Malformed(countAt);
        }

        for (uint i = 0; i < count; i++)
        {
            cursor = Check(bytes, cursor, level + 1);
        }

        if (cursor != bytes.Length)
        {
            throw AmqpSections.Malformed(cursor);
        }
    }

    // An array has one constructor for all elements. Arrays of described or compound elements occur in no frame or event that
    // the protocol knows, and are refused.
    private static void CheckArray(ReadOnlySpan<byte> bytes, int constructorAt, uint count, int level)
    {
        int cursor = constructorAt;
        byte format = AmqpSections.ReadByte(bytes, ref cursor);
        if (count > MostArrayElements || level >= MostLevels)
        {
            throw AmqpSections.Malformed(constructorAt);
        }

        int width = (format >> 4) switch
        {
            0x4 => 0,
            0x5 => 1,
            0x6 => 2,
            0x7 => 4,
            0x8 => 8,
            0x9 => 16,
            0xA or 0xB => -1,
            _ => throw AmqpSections.Malformed(constructorAt),
        };
        for (uint i = 0; i < count; i++)
        {
            int length = width;
            if (width < 0)
            {
                uint variable =
                    format >> 4 == 0xA
                        ? AmqpSections.ReadByte(bytes, ref cursor)
                        : AmqpSections.ReadUInt(bytes, ref cursor);
                length = variable > int.MaxValue ? int.MaxValue : (int)variable;
            }

            if (length > bytes.Length - cursor)
            {
                throw AmqpSections.Malformed(cursor);
            }

            cursor += length;
        }

        if (cursor != bytes.Length)
        {
            throw AmqpSections.Malformed(cursor);
        }
    }
}
