using System.Runtime.InteropServices;

namespace ModelData.Producer.Encoding;

/// <summary>Reads values that stand behind their kinds.</summary>
/// <param name="values">The values of one or more rows.</param>
internal ref struct MixedValueReader(ReadOnlySpan<byte> values)
{
    private ReadOnlySpan<byte> _values = values;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _values;

    /// <summary>Puts its kind before each value of a record of one kind.</summary>
    public static byte[] Spell(ValueKind kind, ReadOnlySpan<byte> values)
    {
        int size = ValueSizes.Of(kind);
        byte[] spelled = new byte[values.Length / size * (1 + size)];
        for (Span<byte> rest = spelled; !rest.IsEmpty; rest = rest[(1 + size)..])
        {
            rest[0] = (byte)kind;
            values[..size].CopyTo(rest[1..]);
            values = values[size..];
        }
        return spelled;
    }

    public MixedValue Read()
    {
        ValueKind kind = (ValueKind)_values[0];
        int size = ValueSizes.Of(kind);
        int start = 1;
        if (kind == ValueKind.String)
        {
            size = MemoryMarshal.Read<int>(_values[1..]);
            start += sizeof(int);
        }
        MixedValue value = new(kind, _values.Slice(start, size));
        _values = _values[(start + size)..];
        return value;
    }
}
