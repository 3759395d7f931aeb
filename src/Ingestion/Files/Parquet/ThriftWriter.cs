using System.Buffers;
using System.Text;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>Writes Thrift's compact protocol. A mutable value: pass it by <c>ref</c>; it holds the last field of the struct that is being written.</summary>
internal ref struct ThriftWriter(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;
    private int _lastField;

    public void Field(int id, ThriftType type)
    {
        int delta = id - _lastField;
        if (delta is > 0 and <= 15)
        {
            Byte((byte)((delta << 4) | (int)type));
        }
        else
        {
            Byte((byte)type);
            Int(id);
        }

        _lastField = id;
    }

    public void Int32Field(int id, int value)
    {
        Field(id, ThriftType.Int32);
        Int(value);
    }

    public void Int64Field(int id, long value)
    {
        Field(id, ThriftType.Int64);
        Int(value);
    }

    public void BinaryField(int id, ReadOnlySpan<byte> value)
    {
        Field(id, ThriftType.Binary);
        Binary(value);
    }

    public void TextField(int id, string value) => BinaryField(id, Encoding.UTF8.GetBytes(value));

    public void BooleanField(int id, bool value) => Field(id, value ? ThriftType.True : ThriftType.False);

    public void ByteField(int id, byte value)
    {
        Field(id, ThriftType.Byte);
        Byte(value);
    }

    public void ListField(int id, ThriftType element, int count)
    {
        Field(id, ThriftType.List);
        if (count < 15)
        {
            Byte((byte)((count << 4) | (int)element));
        }
        else
        {
            Byte((byte)(0xF0 | (int)element));
            Varint((ulong)count);
        }
    }

    /// <summary>Begins a struct in a field. Hand the result to <see cref="EndStruct"/>.</summary>
    public int BeginStruct(int id)
    {
        Field(id, ThriftType.Struct);
        return BeginElement();
    }

    /// <summary>Begins a struct in a list.</summary>
    public int BeginElement()
    {
        int outer = _lastField;
        _lastField = 0;
        return outer;
    }

    public void EndStruct(int outer)
    {
        Stop();
        _lastField = outer;
    }

    public readonly void Stop() => Byte((byte)ThriftType.Stop);

    public readonly void Int(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    public readonly void Binary(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        Raw(value);
    }

    public readonly void Raw(ReadOnlySpan<byte> value) => _output.Write(value);

    private readonly void Varint(ulong value)
    {
        Span<byte> span = _output.GetSpan(10);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _output.Advance(length);
    }

    private readonly void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }
}
