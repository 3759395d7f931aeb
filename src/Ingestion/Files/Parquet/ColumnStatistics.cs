using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// What a footer says about the values of a column in a row group, so that readers can leave row groups out. Only numbers and times have a range:
/// the smallest and largest text may be a megabyte each, and would stay in the footer of every flush. What takes sixteen bytes has none: readers differ in
/// how they order such bytes, and a range that one misreads would hide rows.
/// </summary>
/// <param name="NullCount">The number of nulls.</param>
/// <param name="Min">The smallest value in little-endian; empty without a range.</param>
/// <param name="Max">The largest value.</param>
internal readonly record struct ColumnStatistics(
    long NullCount,
    ReadOnlyMemory<byte> Min = default,
    ReadOnlyMemory<byte> Max = default
)
{
    /// <summary>Describes the values of a column.</summary>
    /// <param name="values">Those that are not null.</param>
    /// <param name="nullCount">The number of nulls.</param>
    /// <param name="isUnsigned">Whether integers have no sign.</param>
    public static ColumnStatistics Of<T>(ReadOnlySpan<T> values, long nullCount, bool isUnsigned = false)
        where T : struct
    {
        if (typeof(T) == typeof(double))
        {
            return OfFloatingPoint(MemoryMarshal.Cast<T, double>(values), nullCount);
        }

        if (typeof(T) == typeof(float))
        {
            return OfFloatingPoint(MemoryMarshal.Cast<T, float>(values), nullCount);
        }

        if (typeof(T) == typeof(long))
        {
            return isUnsigned
                ? OfNumbers(MemoryMarshal.Cast<T, ulong>(values), nullCount)
                : OfNumbers(MemoryMarshal.Cast<T, long>(values), nullCount);
        }

        return typeof(T) == typeof(int)
            ? OfNumbers(MemoryMarshal.Cast<T, int>(values), nullCount)
            : new ColumnStatistics(nullCount);
    }

    public void Write(ref ThriftWriter writer, int id)
    {
        int outer = writer.BeginStruct(id);
        writer.Int64Field(3, NullCount);
        if (!Min.IsEmpty)
        {
            writer.BinaryField(5, Max.Span);
            writer.BinaryField(6, Min.Span);
        }

        writer.EndStruct(outer);
    }

    private static ColumnStatistics OfFloatingPoint<T>(ReadOnlySpan<T> values, long nullCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T min = T.PositiveInfinity;
        T max = T.NegativeInfinity;
        foreach (T value in values)
        {
            // NaN has no place in the order of the format: a range with it would hide rows from readers.
            if (T.IsNaN(value))
            {
                return new ColumnStatistics(nullCount);
            }

            min = value < min ? value : min;
            max = value > max ? value : max;
        }

        // Zeros of either sign are equal to some readers and ordered to others: the range holds both.
        return values.IsEmpty
            ? new ColumnStatistics(nullCount)
            : Range(nullCount, min == T.Zero ? T.NegativeZero : min, max == T.Zero ? T.Zero : max);
    }

    private static ColumnStatistics OfNumbers<T>(ReadOnlySpan<T> values, long nullCount)
        where T : unmanaged, INumber<T>
    {
        if (values.IsEmpty)
        {
            return new ColumnStatistics(nullCount);
        }

        T min = values[0];
        T max = min;
        foreach (T value in values)
        {
            min = value < min ? value : min;
            max = value > max ? value : max;
        }

        return Range(nullCount, min, max);
    }

    private static ColumnStatistics Range<T>(long nullCount, T min, T max)
        where T : unmanaged =>
        new(nullCount, MemoryMarshal.AsBytes([min]).ToArray(), MemoryMarshal.AsBytes([max]).ToArray());
}
