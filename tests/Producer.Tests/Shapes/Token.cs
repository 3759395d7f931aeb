using System.Collections;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>A value of a JSON library: tells its type, and lists its children, of which it has none.</summary>
internal sealed class Token(IConvertible value) : IConvertible, IEnumerable<Token>
{
    public IEnumerator<Token> GetEnumerator() => Enumerable.Empty<Token>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public TypeCode GetTypeCode() => value.GetTypeCode();

    public bool ToBoolean(IFormatProvider? provider) => value.ToBoolean(provider);

    public byte ToByte(IFormatProvider? provider) => value.ToByte(provider);

    public char ToChar(IFormatProvider? provider) => value.ToChar(provider);

    public DateTime ToDateTime(IFormatProvider? provider) => value.ToDateTime(provider);

    public decimal ToDecimal(IFormatProvider? provider) => value.ToDecimal(provider);

    public double ToDouble(IFormatProvider? provider) => value.ToDouble(provider);

    public short ToInt16(IFormatProvider? provider) => value.ToInt16(provider);

    public int ToInt32(IFormatProvider? provider) => value.ToInt32(provider);

    public long ToInt64(IFormatProvider? provider) => value.ToInt64(provider);

    public sbyte ToSByte(IFormatProvider? provider) => value.ToSByte(provider);

    public float ToSingle(IFormatProvider? provider) => value.ToSingle(provider);

    public string ToString(IFormatProvider? provider) => value.ToString(provider);

    public object ToType(Type conversionType, IFormatProvider? provider) => value.ToType(conversionType, provider);

    public ushort ToUInt16(IFormatProvider? provider) => value.ToUInt16(provider);

    public uint ToUInt32(IFormatProvider? provider) => value.ToUInt32(provider);

    public ulong ToUInt64(IFormatProvider? provider) => value.ToUInt64(provider);
}
