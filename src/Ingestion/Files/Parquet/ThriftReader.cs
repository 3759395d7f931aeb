namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Reads Thrift's compact protocol from bytes that anybody may have written: never throws and allocates nothing. Once something is wrong,
/// <see cref="IsBroken"/> is set, every value is zero and every struct and list is at its end, so that loops end by themselves.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>A footer nests six deep; more is somebody's attempt on the stack.</summary>
    private const int MaxDepth = 16;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public bool IsBroken { get; private set; }

    /// <summary>Reads the header of the next field of a struct.</summary>
    /// <param name="id">The last field; 0 before the first.</param>
    /// <param name="type">The type of its value.</param>
    /// <returns><see langword="false"/> at the end of the struct.</returns>
    public bool TryReadField(ref int id, out ThriftType type)
    {
        byte header = ReadByte();
        type = (ThriftType)(header & 15);
        if (type == ThriftType.Stop)
        {
            return false;
        }

        int delta = header >> 4;
        id = delta == 0 ? ReadInt32() : id + delta;
        return !IsBroken;
    }

    /// <summary>Reads the header of a list.</summary>
    /// <returns>The number of elements. Each takes a byte at least, so there are never more than bytes.</returns>
    public int ReadListHeader(out ThriftType type)
    {
        byte header = ReadByte();
        type = (ThriftType)(header & 15);
        ulong count = (ulong)header >> 4;
        if (count == 15)
        {
            count = ReadVarint();
        }

        return ReadCount(count);
    }

    public ReadOnlySpan<byte> ReadBinary()
    {
        int length = ReadCount(ReadVarint());
        var value = _bytes.Slice(Position, length);
        Position += length;
        return value;
    }

    public long ReadInt64()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadInt32()
    {
        long value = ReadInt64();
        if (value is < int.MinValue or > int.MaxValue)
        {
            Break();
            return 0;
        }

        return (int)value;
    }

    public void Skip(ThriftType type) => Skip(type, isElement: false, MaxDepth);

    private void Skip(ThriftType type, bool isElement, int depth)
    {
        if (depth == 0)
        {
            Break();
            return;
        }

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                Advance(isElement ? 1 : 0);
                break;
            case ThriftType.Byte:
                Advance(1);
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                ReadVarint();
                break;
            case ThriftType.Double:
                Advance(sizeof(double));
                break;
            case ThriftType.Binary:
                ReadBinary();
                break;
            case ThriftType.List or ThriftType.Set:
                int count = ReadListHeader(out var element);
                for (int i = 0; i < count && !IsBroken; i++)
                {
                    Skip(element, isElement: true, depth - 1);
                }

                break;
            case ThriftType.Struct:
                int id = 0;
                while (TryReadField(ref id, out var field))
                {
                    Skip(field, isElement: false, depth - 1);
                }

                break;
            default:
                // Footers hold no maps.
                Break();
                break;
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        Break();
        return 0;
    }

    private int ReadCount(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
        {
            Break();
            return 0;
        }

        return (int)count;
    }

    private byte ReadByte()
    {
        if (Position >= _bytes.Length)
        {
            Break();
            return 0;
        }

        return _bytes[Position++];
    }

    private void Advance(int count)
    {
        if (count > _bytes.Length - Position)
        {
            Break();
            return;
        }

        Position += count;
    }

    private void Break()
    {
        IsBroken = true;
        Position = _bytes.Length;
    }
}
