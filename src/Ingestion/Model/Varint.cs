namespace ModelData.Ingestion.Model;

/// <summary>Unsigned LEB128.</summary>
internal static class Varint
{
    public static int Write(Span<byte> destination, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    public static bool TryRead(ref ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (int i = 0; i < source.Length && i < 10; i++)
        {
            byte b = source[i];
            if (i == 9 && b > 1)
            {
                return false;
            }

            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                source = source[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
