using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <content>Values of types that files know no column of: they are written as text, in the invariant culture.</content>
internal sealed partial class RowScratch
{
    /// <summary>The longest of these texts but those of enumerations: an <see cref="Int128"/> with its sign.</summary>
    private const int MaxTextBytes = 48;

    public void Add(char value) => Add([value]);

    public void Add(Guid value) => AddFormatted(value, default);

    public void Add(DateOnly value) => AddFormatted(value, "O");

    /// <summary>A time of a day, with as many digits of a second as it has.</summary>
    public void Add(TimeOnly value) => AddFormatted(value, "HH:mm:ss.FFFFFFF");

    /// <summary>A duration: <c>[-][d.]hh:mm:ss[.fffffff]</c>.</summary>
    public void Add(TimeSpan value) => AddFormatted(value, "c");

    public void Add(Int128 value) => AddFormatted(value, default);

    public void Add(UInt128 value) => AddFormatted(value, default);

    /// <summary>An enumeration's value: its name, or its number where no name stands for it alone.</summary>
    public void AddEnum<T>(T value)
    {
        ulong bits = EnumNames.Bits(value);
        EnumNames names = EnumNames.Of<T>();
        if (names.Find(bits) is { } name)
        {
            AddUtf8(name.Utf8);
        }
        else
        {
            AddFormatted(names.Number(bits), default);
        }
    }

    private void AddUtf8(ReadOnlySpan<byte> text)
    {
        Span<byte> target = Reserve(ValueKind.String, sizeof(int) + text.Length);
        MemoryMarshal.Write(target, text.Length);
        text.CopyTo(target[sizeof(int)..]);
    }

    private void AddFormatted<T>(T value, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[MaxTextBytes];
        value.TryFormat(text, out int length, format, CultureInfo.InvariantCulture);
        AddUtf8(text[..length]);
    }

    private bool TryAddRare(object value)
    {
        switch (value)
        {
            case Enum constant:
                Add(EnumNames.Text(constant));
                return true;
            case byte or sbyte or short or ushort:
                Add(Convert.ToInt32(value, CultureInfo.InvariantCulture));
                return true;
            case uint number:
                Add((long)number);
                return true;
            case ulong number:
                Add(number);
                return true;
            case nint number:
                Add((long)number);
                return true;
            case nuint number:
                Add((ulong)number);
                return true;
            case Half number:
                Add((float)number);
                return true;
            case char letter:
                Add(letter);
                return true;
            case FeatureValue feature:
                Add(feature);
                return true;
            default:
                return TryAddText(value);
        }
    }

    private bool TryAddText(object value)
    {
        switch (value)
        {
            case Guid id:
                Add(id);
                return true;
            case DateOnly day:
                Add(day);
                return true;
            case TimeOnly time:
                Add(time);
                return true;
            case TimeSpan duration:
                Add(duration);
                return true;
            case Uri address:
                Add(address.OriginalString.AsSpan());
                return true;
            case Int128 number:
                Add(number);
                return true;
            case UInt128 number:
                Add(number);
                return true;
            case BigInteger number:
                Add(number.ToString(CultureInfo.InvariantCulture).AsSpan());
                return true;
            default:
                return false;
        }
    }
}
