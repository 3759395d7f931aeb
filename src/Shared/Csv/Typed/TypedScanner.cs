using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelData;

/// <summary>
/// Looks at every value that has a type. Works on the fields that end within the next 64 bytes as bit masks of digits, points and separators: a usual
/// number costs a few instructions, however many digits it has. What is not usual goes to <see cref="TypedValue"/> field by field.
/// </summary>
internal static class TypedScanner
{
    private const int BlockBytes = 64;

    // As many digits, with a sign or without, are a number of the type.
    private const int SafeInt32Length = 9;
    private const int SafeInt64Length = 18;
    private const int SafeFloatLength = 38;

    /// <summary>Scans values.</summary>
    /// <param name="rows">Rows that <see cref="CsvScanner"/> found to be good, with line feeds alone.</param>
    /// <param name="types">The types of the columns.</param>
    public static TypedScanResult Scan(ReadOnlySpan<byte> rows, ReadOnlySpan<FeatureType> types)
    {
        int lastTyped = types.Length - 1;
        while (lastTyped >= 0 && types[lastTyped] == FeatureType.String)
        {
            lastTyped--;
        }
        ref byte start = ref MemoryMarshal.GetReference(rows);
        bool hasLenient = false;
        int position = 0;
        int column = 0;
        int row = 0;
        while (position < rows.Length)
        {
            if (column > lastTyped)
            {
                position = SkipRow(rows, position);
                column = 0;
                row++;
                continue;
            }
            if (position <= rows.Length - BlockBytes)
            {
                position += SkipUsual(ref Unsafe.Add(ref start, position), types, lastTyped, ref column, ref row);
                if (column > lastTyped || position == rows.Length)
                {
                    continue;
                }
            }
            CsvField field = CsvField.At(rows, position);
            ValueForm form = Judge(types[column], field, rows);
            if (form == ValueForm.None)
            {
                return new TypedScanResult(true, hasLenient, row, column, field.Start..(field.Start + field.Length));
            }
            hasLenient |= form == ValueForm.Lenient;
            position = field.End + 1;
            if (++column == types.Length)
            {
                column = 0;
                row++;
            }
        }
        return new TypedScanResult(IsRefused: false, hasLenient, row, column, default);
    }

    private static ValueForm Judge(FeatureType type, in CsvField field, ReadOnlySpan<byte> rows)
    {
        if (type == FeatureType.String || field.IsNull)
        {
            return ValueForm.Plain;
        }
        // Who quotes every field writes "" for null. It can mean nothing else where there are no texts.
        return field.Length == 0 ? ValueForm.Lenient
            : field.HasEscapes ? ValueForm.None
            : TypedValue.Judge(type, field.Text(rows));
    }

    /// <summary>Passes over usual fields that end in the next block.</summary>
    /// <returns>The bytes of them.</returns>
    private static int SkipUsual(
        ref byte block,
        ReadOnlySpan<FeatureType> types,
        int lastTyped,
        ref int column,
        ref int row
    )
    {
        Block bits = new(ref block);
        ulong separators = bits.Separators;
        int start = 0;
        while (separators != 0 && column <= lastTyped)
        {
            int end = BitOperations.TrailingZeroCount(separators);
            if (end > start && !IsUsual(types[column], bits, ref block, start, end))
            {
                break;
            }
            start = end + 1;
            separators &= separators - 1;
            if (++column == types.Length)
            {
                column = 0;
                row++;
            }
        }
        return start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsUsual(FeatureType type, in Block bits, ref byte block, int start, int end)
    {
        int length = end - start;
        switch (type)
        {
            case FeatureType.String:
                return ((bits.Quotes >> start) & 1) == 0;
            case FeatureType.Double:
                return bits.IsNumber(start, length, mayHavePoint: true);
            case FeatureType.Float:
                return length <= SafeFloatLength && bits.IsNumber(start, length, mayHavePoint: true);
            case FeatureType.Int64:
                return length <= SafeInt64Length && bits.IsNumber(start, length, mayHavePoint: false);
            case FeatureType.Int32:
                return length <= SafeInt32Length && bits.IsNumber(start, length, mayHavePoint: false);
            case FeatureType.Boolean:
                return IsBoolean(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref block, start), length));
            default:
                return CsvTimestamp.IsPlain(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref block, start), length));
        }
    }

    private static bool IsBoolean(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8);

    /// <summary>Passes over the texts at the end of a row.</summary>
    private static int SkipRow(ReadOnlySpan<byte> rows, int position)
    {
        while (true)
        {
            position += rows[position..].IndexOfAny(CsvDialect.LineFeed, CsvDialect.Quote) + 1;
            if (rows[position - 1] == CsvDialect.LineFeed)
            {
                return position;
            }
            // A quote that is written twice ends a stretch and begins the next.
            position += rows[position..].IndexOf(CsvDialect.Quote) + 1;
        }
    }

    /// <summary>What 64 bytes hold, a bit for each.</summary>
    private readonly ref struct Block
    {
        private readonly ulong _digits;
        private readonly ulong _points;
        private readonly ulong _minuses;

        public Block(ref byte block)
        {
            Vector256<byte> low = Vector256.LoadUnsafe(ref block);
            Vector256<byte> high = Vector256.LoadUnsafe(ref block, (nuint)Vector256<byte>.Count);
            Separators = Mask(low, high, CsvDialect.Comma) | Mask(low, high, CsvDialect.LineFeed);
            Quotes = Mask(low, high, CsvDialect.Quote);
            _points = Mask(low, high, (byte)'.');
            _minuses = Mask(low, high, (byte)'-');
            Vector256<byte> zero = Vector256.Create((byte)'0');
            Vector256<byte> nine = Vector256.Create((byte)9);
            _digits =
                Vector256.LessThanOrEqual(low - zero, nine).ExtractMostSignificantBits()
                | ((ulong)Vector256.LessThanOrEqual(high - zero, nine).ExtractMostSignificantBits() << 32);
        }

        public ulong Separators { get; }

        public ulong Quotes { get; }

        /// <summary>Whether a field is digits, with one sign before them or none, and one point among them or none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool IsNumber(int start, int length, bool mayHavePoint)
        {
            // A field of a block with its separator is shorter than 64 bytes.
            ulong field = ((1UL << length) - 1) << start;
            ulong digits = _digits & field;
            ulong other = (field ^ digits) & ~(_minuses & (1UL << start));
            bool isPoint = mayHavePoint && (other & (other - 1)) == 0 && (other & _points) != 0;
            return digits != 0 && (other == 0 || isPoint);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte value)
        {
            Vector256<byte> values = Vector256.Create(value);
            return Vector256.Equals(low, values).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(high, values).ExtractMostSignificantBits() << 32);
        }
    }
}
