using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using ModelData.Producer.Buffering;
using ModelData.Producer.Encoding;

namespace ModelData.Producer;

/// <summary>
/// One value of a row, of whatever type the application has it in. Values convert by themselves, so that each keeps its own type in
/// <c>Collect([123456789, 0.25f, "Oslo", null])</c>: without it the compiler would make all numbers of one kind, which may lose digits. Never boxes; the
/// default is a missing value. Immutable.
/// </summary>
/// <remarks>
/// All types that are collected convert: numbers (those of more than 64 bits as text), <c>bool</c>, <c>char</c> (a text of one letter), texts
/// (null is a missing
/// value), times (without a kind they count as UTC); days, times of a day, durations, GUIDs and addresses as text. Values of enumerations, which no
/// conversion can be declared for, are passed by <see cref="FromEnum"/>.
/// </remarks>
public readonly struct FeatureValue
{
    private readonly string? _text;

    // Number, ticks, or one half of a decimal or a GUID.
    private readonly ulong _low;
    private readonly ulong _high;
    private readonly ValueKind _kind;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FeatureValue(ValueKind kind, ulong bits)
    {
        _kind = kind;
        _low = bits;
    }

    private FeatureValue(ValueKind kind, (ulong Low, ulong High) bits)
    {
        _kind = kind;
        (_low, _high) = bits;
    }

    private FeatureValue(string? text)
    {
        _text = text;
        _kind = text is null ? ValueKind.Null : ValueKind.String;
    }

    /// <summary>What it is: a kind of the ring, or a GUID or a day, which are written as text.</summary>
    internal ValueKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _kind == ValueKind.Mixed ? ValueKind.Null : _kind;
    }

    /// <summary>The bits of a value of 64 bits or less.</summary>
    internal ulong Bits => _low;

    internal string Text => _text!;

    internal long Int64 => (long)_low;

    internal float Single => BitConverter.UInt32BitsToSingle((uint)_low);

    internal double Double => BitConverter.UInt64BitsToDouble(_low);

    internal decimal Decimal => Unsafe.BitCast<(ulong, ulong), decimal>((_low, _high));

    internal Guid Guid => Unsafe.BitCast<(ulong, ulong), Guid>((_low, _high));

    internal Int128 Int128 => Unsafe.BitCast<(ulong, ulong), Int128>((_low, _high));

    internal UInt128 UInt128 => Unsafe.BitCast<(ulong, ulong), UInt128>((_low, _high));

    internal TimeOnly TimeOfDay => new(Int64);

    internal TimeSpan Duration => new(Int64);

    internal DateOnly Day => DateOnly.FromDayNumber((int)_low);

    /// <summary>A boolean.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(bool value) => new(ValueKind.Boolean, value ? 1UL : 0);

    /// <summary>A letter: a text of one.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(char value) => new(ValueKind.Letter, value);

    /// <summary>A whole number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(sbyte value) => (int)value;

    /// <inheritdoc cref="op_Implicit(sbyte)"/>
    public static implicit operator FeatureValue(byte value) => (int)value;

    /// <inheritdoc cref="op_Implicit(sbyte)"/>
    public static implicit operator FeatureValue(short value) => (int)value;

    /// <inheritdoc cref="op_Implicit(sbyte)"/>
    public static implicit operator FeatureValue(ushort value) => (int)value;

    /// <inheritdoc cref="op_Implicit(sbyte)"/>
    public static implicit operator FeatureValue(int value) => new(ValueKind.Int32, (uint)value);

    /// <inheritdoc cref="op_Implicit(sbyte)"/>
    public static implicit operator FeatureValue(uint value) => (long)value;

    /// <inheritdoc cref="op_Implicit(sbyte)"/>
    public static implicit operator FeatureValue(long value) => new(ValueKind.Int64, (ulong)value);

    /// <summary>A whole number with all its digits; Parquet files have the column as unsigned 64-bit integers, CSV readers may take it for doubles.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(ulong value) => new(ValueKind.UInt64, value);

    /// <summary>A number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(Half value) => (float)value;

    /// <inheritdoc cref="op_Implicit(Half)"/>
    public static implicit operator FeatureValue(float value) =>
        new(ValueKind.Float, BitConverter.SingleToUInt32Bits(value));

    /// <inheritdoc cref="op_Implicit(Half)"/>
    public static implicit operator FeatureValue(double value) =>
        new(ValueKind.Double, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A number with all its digits; Parquet files have the column as text, CSV readers may take it for doubles.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(decimal value) =>
        new(ValueKind.Decimal, Unsafe.BitCast<decimal, (ulong, ulong)>(value));

    /// <summary>A text; null is a missing value, the empty text is not.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(string? value) => new(value);

    /// <summary>A time, written as UTC with microseconds. Without a kind it counts as UTC.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(DateTime value) =>
        new(ValueKind.Timestamp, (ulong)RowScratch.UtcTicks(value));

    /// <summary>A time, written as UTC with microseconds.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(DateTimeOffset value) =>
        new(ValueKind.Timestamp, (ulong)value.UtcTicks);

    /// <summary>A day, written as <c>2026-11-23</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(DateOnly value) => new(ValueKind.Day, (ulong)value.DayNumber);

    /// <summary>A GUID, written with hyphens.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(Guid value) =>
        new(ValueKind.Guid, Unsafe.BitCast<Guid, (ulong, ulong)>(value));

    /// <summary>A time of a day, written as <c>09:30:00</c>, with as many digits of a second behind it as it has.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(TimeOnly value) => new(ValueKind.TimeOfDay, (ulong)value.Ticks);

    /// <summary>A duration, written as <c>[-][d.]hh:mm:ss[.fffffff]</c>: the invariant form <c>"c"</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(TimeSpan value) => new(ValueKind.Duration, (ulong)value.Ticks);

    /// <summary>An address, written as it was given; null is a missing value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(Uri? value) => new(value?.OriginalString);

    /// <summary>A whole number of up to 128 bits: a text with all its digits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(Int128 value) =>
        new(ValueKind.Int128, Unsafe.BitCast<Int128, (ulong, ulong)>(value));

    /// <inheritdoc cref="op_Implicit(Int128)"/>
    public static implicit operator FeatureValue(UInt128 value) =>
        new(ValueKind.UInt128, Unsafe.BitCast<UInt128, (ulong, ulong)>(value));

    /// <summary>A whole number of any size: a text with all its digits, which is allocated.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FeatureValue(BigInteger value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// A value of an enumeration: its name as text, or its number as text where no name stands for it alone (several flags at once, a number without a
    /// name). Names are looked up once per type; a number is allocated.
    /// </summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <param name="value">The value.</param>
    public static FeatureValue FromEnum<TEnum>(TEnum value)
        where TEnum : struct, Enum => new(EnumNames.Of<TEnum>().Text(EnumNames.Bits(value)));

    /// <summary>The value as invariant text, for people; empty when missing.</summary>
    public override string ToString() =>
        Kind switch
        {
            ValueKind.Null => "",
            ValueKind.Boolean => _low != 0 ? "true" : "false",
            ValueKind.Letter => ((char)_low).ToString(),
            ValueKind.Int32 => ((int)_low).ToString(CultureInfo.InvariantCulture),
            ValueKind.Int64 => Int64.ToString(CultureInfo.InvariantCulture),
            ValueKind.UInt64 => _low.ToString(CultureInfo.InvariantCulture),
            ValueKind.Float => Single.ToString(CultureInfo.InvariantCulture),
            ValueKind.Double => Double.ToString(CultureInfo.InvariantCulture),
            ValueKind.Decimal => Decimal.ToString(CultureInfo.InvariantCulture),
            ValueKind.Timestamp => new DateTime(Int64, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture),
            ValueKind.Day => Day.ToString("O", CultureInfo.InvariantCulture),
            ValueKind.Guid => Guid.ToString(),
            ValueKind.TimeOfDay => TimeOfDay.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            ValueKind.Duration => Duration.ToString("c", CultureInfo.InvariantCulture),
            ValueKind.Int128 => Int128.ToString(CultureInfo.InvariantCulture),
            ValueKind.UInt128 => UInt128.ToString(CultureInfo.InvariantCulture),
            _ => Text,
        };
}
