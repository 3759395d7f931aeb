using System.Globalization;
using System.Runtime.CompilerServices;
using Utf8Encoding = System.Text.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The names of an enumeration, looked up once per type. A value that no name stands for alone, such as several flags at once, has none. Thread-safe.
/// </summary>
internal sealed class EnumNames
{
    private static readonly ConditionalWeakTable<Type, EnumNames> Known = [];

    private readonly ulong[] _values;
    private readonly Name[] _names;
    private readonly bool _isDense;
    private readonly bool _isSigned;

    private EnumNames(Type type)
    {
        Type number = Enum.GetUnderlyingType(type);
        _isSigned =
            number == typeof(int) || number == typeof(long) || number == typeof(short) || number == typeof(sbyte);
        SortedDictionary<ulong, Name> names = [];
        foreach (object value in Enum.GetValuesAsUnderlyingType(type))
        {
            string name = Enum.GetName(type, value)!;
            names.TryAdd(Bits((IConvertible)value), new Name(name, Utf8Encoding.UTF8.GetBytes(name)));
        }
        _values = [.. names.Keys];
        _names = [.. names.Values];
        _isDense = _values.Length > 0 && _values[^1] == (ulong)(_values.Length - 1);
    }

    /// <summary>The names of a type.</summary>
    public static EnumNames Of<T>() => Cache<T>.Names;

    /// <summary>The bits of a value, those of a negative one extended to 64.</summary>
    public static ulong Bits<T>(T value) =>
        Unsafe.SizeOf<T>() switch
        {
            1 when Cache<T>.Names._isSigned => (ulong)Unsafe.BitCast<T, sbyte>(value),
            1 => Unsafe.BitCast<T, byte>(value),
            2 when Cache<T>.Names._isSigned => (ulong)Unsafe.BitCast<T, short>(value),
            2 => Unsafe.BitCast<T, ushort>(value),
            4 when Cache<T>.Names._isSigned => (ulong)Unsafe.BitCast<T, int>(value),
            4 => Unsafe.BitCast<T, uint>(value),
            _ => Unsafe.BitCast<T, ulong>(value),
        };

    /// <summary>The text of a value.</summary>
    public static string Text(Enum value)
    {
        EnumNames names = Known.GetValue(value.GetType(), static type => new EnumNames(type));
        return names.Text(Bits((IConvertible)value));
    }

    /// <summary>The text of a value: its name, else its number.</summary>
    public string Text(ulong bits) => Find(bits)?.Text ?? Number(bits).ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of a value; null when it has none.</summary>
    public Name? Find(ulong bits)
    {
        if (_isDense)
        {
            return bits < (ulong)_names.Length ? _names[bits] : null;
        }
        int index = Array.BinarySearch(_values, bits);
        return index < 0 ? null : _names[index];
    }

    /// <summary>The number that a value is.</summary>
    public Int128 Number(ulong bits) => _isSigned ? (long)bits : bits;

    private static ulong Bits(IConvertible value) =>
        value.GetTypeCode() is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64
            ? (ulong)value.ToInt64(CultureInfo.InvariantCulture)
            : value.ToUInt64(CultureInfo.InvariantCulture);

    /// <summary>A name in both forms.</summary>
    public sealed record Name(string Text, byte[] Utf8);

    private static class Cache<T>
    {
        public static readonly EnumNames Names = Known.GetValue(typeof(T), static type => new EnumNames(type));
    }
}
