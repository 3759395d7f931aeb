using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelData.Producer.Encoding;

/// <summary>Which values a column of a declared exact type takes: the worker refuses a whole event for one that is none of it.</summary>
internal static class ExactFit
{
    private const int MaxTextBytes = 40;

    public static bool Holds(ExactType type, MixedValue value) =>
        value.Kind == ValueKind.Null
        || type switch
        {
            { Kind: ExactTypeKind.UInt64 } => IsUnsigned(value),
            { Kind: ExactTypeKind.Decimal } => TryExact(value, out decimal number)
                && (type.Precision == 0 || HasDigits(number, type.Precision, type.Scale)),
            { Kind: ExactTypeKind.Date } => IsText(value) && ExactText.TryReadDate(value.Bytes, out _),
            { Kind: ExactTypeKind.Time } => IsText(value) && ExactText.TryReadTime(value.Bytes, out _),
            _ => IsText(value) && ExactText.TryReadUuid(value.Bytes, out _),
        };

    private static bool IsText(MixedValue value) => value.Kind == ValueKind.String;

    private static bool IsUnsigned(MixedValue value) =>
        value.Kind == ValueKind.UInt64
        || (
            value.Kind is ValueKind.Int32 or ValueKind.Int64
            && NarrowNumber.TryInteger(value, out long integer)
            && integer >= 0
        );

    private static bool TryExact(MixedValue value, out decimal number)
    {
        number = value.Kind switch
        {
            ValueKind.Int32 => MemoryMarshal.Read<int>(value.Bytes),
            ValueKind.Int64 => MemoryMarshal.Read<long>(value.Bytes),
            ValueKind.UInt64 => MemoryMarshal.Read<ulong>(value.Bytes),
            ValueKind.Decimal => MemoryMarshal.Read<decimal>(value.Bytes),
            _ => 0,
        };
        return value.Kind is ValueKind.Int32 or ValueKind.Int64 or ValueKind.UInt64 or ValueKind.Decimal;
    }

    private static bool HasDigits(decimal number, int precision, int scale)
    {
        Span<byte> text = stackalloc byte[MaxTextBytes];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        return ExactText.TryReadDecimal(text[..length], precision, scale, out _);
    }
}
