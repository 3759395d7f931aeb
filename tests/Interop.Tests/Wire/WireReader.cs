using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ModelData.Interop.Wire;

/// <summary>
/// Decodes AMQP 1.0 values. It shares nothing with the product nor with the library beneath it, which may both be wrong in the same
/// way, and keeps the types apart that matter on the wire.
/// </summary>
internal sealed class WireReader(byte[] bytes, int position = 0)
{
    public int Position { get; private set; } = position;

    public bool IsAtEnd => Position == bytes.Length;

    public WireValue Read()
    {
        var code = Next();
        if (code != 0)
        {
            return Read(code);
        }
        var descriptor = Read();
        return new WireValue("described", null, [descriptor, Read()]);
    }

    private WireValue Read(byte code) =>
        code switch
        {
            0x40 => WireValue.Null,
            0x41 => Plain("boolean", true),
            0x42 => Plain("boolean", false),
            0x56 => Plain("boolean", Next() == 1),
            0x50 => Plain("ubyte", Next()),
            0x51 => Plain("byte", (sbyte)Next()),
            0x60 => Plain("ushort", BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0x61 => Plain("short", BinaryPrimitives.ReadInt16BigEndian(Take(2))),
            0x43 => Plain("uint", 0u),
            0x52 => Plain("uint", (uint)Next()),
            0x70 => Plain("uint", BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            0x44 => Plain("ulong", 0ul),
            0x53 => Plain("ulong", (ulong)Next()),
            0x80 => Plain("ulong", BinaryPrimitives.ReadUInt64BigEndian(Take(8))),
            0x54 => Plain("int", (int)(sbyte)Next()),
            0x71 => Plain("int", BinaryPrimitives.ReadInt32BigEndian(Take(4))),
            0x55 => Plain("long", (long)(sbyte)Next()),
            0x81 => Plain("long", BinaryPrimitives.ReadInt64BigEndian(Take(8))),
            0x72 => Plain("float", BinaryPrimitives.ReadSingleBigEndian(Take(4))),
            0x82 => Plain("double", BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
            0x83 => Plain("timestamp", BinaryPrimitives.ReadInt64BigEndian(Take(8))),
            0x98 => Plain("uuid", new Guid(Take(16), bigEndian: true)),
            0xA0 => Plain("binary", Take(Next()).ToArray()),
            0xB0 => Plain("binary", Take(Length()).ToArray()),
            0xA1 => Plain("string", Encoding.UTF8.GetString(Take(Next()))),
            0xB1 => Plain("string", Encoding.UTF8.GetString(Take(Length()))),
            0xA3 => Plain("symbol", Encoding.ASCII.GetString(Take(Next()))),
            0xB3 => Plain("symbol", Encoding.ASCII.GetString(Take(Length()))),
            0x45 => new WireValue("list", null, []),
            0xC0 => Many("list", isWide: false),
            0xD0 => Many("list", isWide: true),
            0xC1 => Many("map", isWide: false),
            0xD1 => Many("map", isWide: true),
            0xE0 => Array(isWide: false),
            0xF0 => Array(isWide: true),
            _ => throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"No value begins with 0x{code:x2}, at {Position - 1}.")
            ),
        };

    private static WireValue Plain(string type, object value) => new(type, value, []);

    private WireValue Many(string type, bool isWide)
    {
        _ = isWide ? Length() : Next();
        var count = isWide ? Length() : Next();
        return new WireValue(type, null, [.. Enumerable.Range(0, count).Select(_ => Read())]);
    }

    private WireValue Array(bool isWide)
    {
        _ = isWide ? Length() : Next();
        var count = isWide ? Length() : Next();
        var element = Next();
        return new WireValue("array", null, [.. Enumerable.Range(0, count).Select(_ => Read(element))]);
    }

    private int Length() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    private byte Next() => bytes[Position++];

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = bytes.AsSpan(Position, count);
        Position += count;
        return taken;
    }
}
