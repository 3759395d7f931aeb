using System.Buffers;
using System.Text;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// The schema as it stands in a footer: all columns optional, times as microseconds of UTC, texts as UTF-8. The types of Parquet tell our types, exact ones
/// too, and names are any UTF-8, so the schema can be read back from the footer alone. Two files may be merged when these bytes are equal.
/// </summary>
internal static class ParquetSchemaBytes
{
    private const int Optional = 1;

    /// <summary>What the values of a column are in the file. A fixed length is always <see cref="ExactValue.FixedBytes"/>.</summary>
    public static ParquetType Physical(in FeatureColumn column) =>
        column.Exact is { } exact
            ? ExactValue.Physical(exact)
            : column.Type switch
            {
                FeatureType.String => ParquetType.ByteArray,
                FeatureType.Double => ParquetType.Double,
                FeatureType.Float => ParquetType.Float,
                FeatureType.Int64 or FeatureType.Timestamp => ParquetType.Int64,
                FeatureType.Int32 => ParquetType.Int32,
                FeatureType.Boolean => ParquetType.Boolean,
                _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Not a column type."),
            };

    /// <summary>The elements of the schema one after the other, the root first.</summary>
    public static byte[] Write(FeatureSchema schema)
    {
        ArrayBufferWriter<byte> output = new();
        ThriftWriter writer = new(output);
        WriteRoot(ref writer, schema.Columns.Count);
        foreach (var column in schema.Columns)
        {
            int outer = WriteColumn(ref writer, Physical(column), column.Name);
            ColumnMeaning.Write(ref writer, column);
            writer.EndStruct(outer);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same with physical types and plain names only: what rows are decoded with.</summary>
    public static void WritePhysical(ref ThriftWriter writer, FeatureSchema schema)
    {
        WriteRoot(ref writer, schema.Columns.Count);
        for (int i = 0; i < schema.Columns.Count; i++)
        {
            var physical = Physical(schema.Columns[i]);
            int outer = WriteColumn(ref writer, physical, PhysicalSchema.ColumnName(i));
            if (physical == ParquetType.FixedLenByteArray)
            {
                // Whatever they are: it makes the library take sixteen bytes for one value.
                ColumnMeaning.WriteUuid(ref writer);
            }

            writer.EndStruct(outer);
        }
    }

    /// <summary>Reads the columns; <see langword="null"/> when the schema is not one that we write.</summary>
    public static FeatureSchema? TryRead(ReadOnlySpan<byte> bytes, int elementCount)
    {
        if (elementCount - 1 is <= SystemColumns.Count or > EventLimits.MaxColumns)
        {
            return null;
        }

        ThriftReader reader = new(bytes);
        reader.Skip(ThriftType.Struct);
        var columns = new List<FeatureColumn>(elementCount - 1);
        while (columns.Count < elementCount - 1)
        {
            if (TryReadColumn(ref reader) is not { } column)
            {
                return null;
            }

            columns.Add(column);
        }

        return FeatureSchema.TryCreate(columns, out var schema, out _) && Write(schema).AsSpan().SequenceEqual(bytes)
            ? schema
            : null;
    }

    private static void WriteRoot(ref ThriftWriter writer, int columnCount)
    {
        int outer = writer.BeginElement();
        writer.TextField(4, "schema");
        writer.Int32Field(5, columnCount);
        writer.EndStruct(outer);
    }

    /// <summary>Begins the element of a column; the caller ends it.</summary>
    private static int WriteColumn(ref ThriftWriter writer, ParquetType physical, string name)
    {
        int outer = writer.BeginElement();
        writer.Int32Field(1, (int)physical);
        if (physical == ParquetType.FixedLenByteArray)
        {
            writer.Int32Field(2, ExactValue.FixedBytes);
        }

        writer.Int32Field(3, Optional);
        writer.TextField(4, name);
        return outer;
    }

    private static FeatureColumn? TryReadColumn(ref ThriftReader reader)
    {
        int? physical = null;
        int? converted = null;
        string? name = null;
        int scale = 0;
        int precision = 0;
        bool hasLogical = false;
        int id = 0;
        while (reader.TryReadField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    physical = reader.ReadInt32();
                    break;
                case (4, ThriftType.Binary):
                    name = Encoding.UTF8.GetString(reader.ReadBinary());
                    break;
                case (6, ThriftType.Int32):
                    converted = reader.ReadInt32();
                    break;
                case (7, ThriftType.Int32):
                    scale = reader.ReadInt32();
                    break;
                case (8, ThriftType.Int32):
                    precision = reader.ReadInt32();
                    break;
                case (10, ThriftType.Struct):
                    hasLogical = true;
                    reader.Skip(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        if (
            reader.IsBroken
            || name is null
            || physical is not { } known
            || ColumnMeaning.Read((ParquetType)known, converted, hasLogical, precision, scale) is not { } meaning
        )
        {
            return null;
        }

        return new FeatureColumn(name, meaning.Type) { Exact = meaning.Exact };
    }
}
