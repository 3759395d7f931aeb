using System.Runtime.InteropServices;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Encoding;

/// <summary>Writes rows of a record as CSV.</summary>
internal static class RowEncoder
{
    /// <summary>Writes a row whose values are all of one kind.</summary>
    public static void WriteUniform(
        ref CsvRowWriter writer,
        in RecordHeader header,
        ReadOnlySpan<byte> correlation,
        ReadOnlySpan<byte> values,
        int rowId,
        ColumnTypes types
    )
    {
        WriteSystemColumns(ref writer, header, correlation);
        types.Plan.Added.WriteLeading(ref writer, rowId);
        switch (header.Kind)
        {
            case ValueKind.Double:
                foreach (double value in MemoryMarshal.Cast<byte, double>(values))
                {
                    writer.Write(value);
                }
                break;
            case ValueKind.Int32:
                foreach (int value in MemoryMarshal.Cast<byte, int>(values))
                {
                    writer.Write(value);
                }
                break;
            case ValueKind.Int64:
                foreach (long value in MemoryMarshal.Cast<byte, long>(values))
                {
                    writer.Write(value);
                }
                break;
            case ValueKind.Boolean:
                foreach (byte value in values)
                {
                    writer.Write(value != 0);
                }
                break;
            default:
                WriteFloats(ref writer, MemoryMarshal.Cast<byte, float>(values), types);
                break;
        }
        types.Plan.Added.WriteTrailing(ref writer, header, correlation);
        writer.EndRow();
    }

    /// <summary>Writes a row of values of several kinds.</summary>
    public static void WriteMixed(
        ref CsvRowWriter writer,
        in RecordHeader header,
        ReadOnlySpan<byte> correlation,
        ref MixedValueReader values,
        int rowId,
        ColumnTypes types
    )
    {
        WriteSystemColumns(ref writer, header, correlation);
        types.Plan.Added.WriteLeading(ref writer, rowId);
        for (int column = 0; column < header.Width; column++)
        {
            WriteValue(ref writer, values.Read(), types[column]);
        }
        types.Plan.Added.WriteTrailing(ref writer, header, correlation);
        writer.EndRow();
    }

    private static void WriteSystemColumns(
        ref CsvRowWriter writer,
        in RecordHeader header,
        ReadOnlySpan<byte> correlation
    )
    {
        writer.Write(header.Timestamp);
        if (correlation.IsEmpty)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteUtf8(correlation);
        }
        writer.Write(header.RequestId);
    }

    private static void WriteFloats(ref CsvRowWriter writer, ReadOnlySpan<float> values, ColumnTypes types)
    {
        for (int column = 0; column < values.Length; column++)
        {
            WriteFloat(ref writer, values[column], types[column]);
        }
    }

    /// <summary>Writes a value into a column of some type.</summary>
    public static void WriteValue(ref CsvRowWriter writer, MixedValue value, FeatureType type)
    {
        ReadOnlySpan<byte> bytes = value.Bytes;
        switch (value.Kind)
        {
            case ValueKind.Null:
                writer.WriteNull();
                break;
            case ValueKind.Boolean:
                writer.Write(MemoryMarshal.Read<bool>(bytes));
                break;
            case ValueKind.Int32:
                writer.Write(MemoryMarshal.Read<int>(bytes));
                break;
            case ValueKind.Int64:
                writer.Write(MemoryMarshal.Read<long>(bytes));
                break;
            case ValueKind.UInt64:
                writer.Write((decimal)MemoryMarshal.Read<ulong>(bytes));
                break;
            case ValueKind.Float
            or ValueKind.Double
            or ValueKind.Decimal
                when type is FeatureType.Int32 or FeatureType.Int64 && NarrowNumber.TryInteger(value, out long integer):
                writer.Write(integer);
                break;
            case ValueKind.Double
            or ValueKind.Decimal when type == FeatureType.Float && NarrowNumber.TryFloat(value, out float number):
                writer.Write(number);
                break;
            case ValueKind.Float:
                WriteFloat(ref writer, MemoryMarshal.Read<float>(bytes), type);
                break;
            case ValueKind.Double:
                writer.Write(MemoryMarshal.Read<double>(bytes));
                break;
            case ValueKind.Decimal:
                writer.Write(MemoryMarshal.Read<decimal>(bytes));
                break;
            case ValueKind.Timestamp:
                writer.Write(new DateTimeOffset(MemoryMarshal.Read<long>(bytes), TimeSpan.Zero));
                break;
            default:
                writer.WriteUtf8(bytes);
                break;
        }
    }

    /// <summary>In a column of doubles the digits are those of the double: 0.1f read back as a double would otherwise be another number.</summary>
    private static void WriteFloat(ref CsvRowWriter writer, float value, FeatureType type)
    {
        if (type == FeatureType.Double)
        {
            writer.Write((double)value);
        }
        else
        {
            writer.Write(value);
        }
    }
}
