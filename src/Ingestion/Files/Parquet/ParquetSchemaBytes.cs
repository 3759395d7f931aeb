using System.Buffers;
using System.Text;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// The schema as it stands in a footer: all columns optional, times as microseconds of UTC, texts as UTF-8. The types of Parquet tell our types, and
/// names are any UTF-8, so the schema can be read back from the footer alone. Two files may be merged when these bytes are equal.
/// </summary>
internal static class ParquetSchemaBytes
{
    private const int Optional = 1;
    private const int ConvertedUtf8 = 0;
    private const int ConvertedTimestampMicros = 10;

    public static ParquetType Physical(FeatureType type) =>
        type switch
        {
            FeatureType.String => ParquetType.ByteArray,
            FeatureType.Double => ParquetType.Double,
            FeatureType.Float => ParquetType.Float,
            FeatureType.Int64 or FeatureType.Timestamp => ParquetType.Int64,
            FeatureType.Int32 => ParquetType.Int32,
            FeatureType.Boolean => ParquetType.Boolean,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type."),
        };

    /// <summary>The elements of the schema one after the other, the root first.</summary>
    public static byte[] Write(FeatureSchema schema)
    {
        ArrayBufferWriter<byte> output = new();
        ThriftWriter writer = new(output);
        WriteRoot(ref writer, schema.Columns.Count);
        foreach (var column in schema.Columns)
        {
            int outer = writer.BeginElement();
            writer.Int32Field(1, (int)Physical(column.Type));
            writer.Int32Field(3, Optional);
            writer.TextField(4, column.Name);
            WriteMeaning(ref writer, column.Type);
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
            int outer = writer.BeginElement();
            writer.Int32Field(1, (int)Physical(schema.Columns[i].Type));
            writer.Int32Field(3, Optional);
            writer.TextField(4, PhysicalSchema.ColumnName(i));
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

    private static void WriteMeaning(ref ThriftWriter writer, FeatureType type)
    {
        if (type == FeatureType.String)
        {
            writer.Int32Field(6, ConvertedUtf8);
            int logical = writer.BeginStruct(10);
            int text = writer.BeginStruct(1);
            writer.EndStruct(text);
            writer.EndStruct(logical);
        }
        else if (type == FeatureType.Timestamp)
        {
            writer.Int32Field(6, ConvertedTimestampMicros);
            int logical = writer.BeginStruct(10);
            int timestamp = writer.BeginStruct(8);
            writer.TrueField(1);
            int unit = writer.BeginStruct(2);
            int micros = writer.BeginStruct(2);
            writer.EndStruct(micros);
            writer.EndStruct(unit);
            writer.EndStruct(timestamp);
            writer.EndStruct(logical);
        }
    }

    private static FeatureColumn? TryReadColumn(ref ThriftReader reader)
    {
        int? physical = null;
        int? converted = null;
        string? name = null;
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
                default:
                    reader.Skip(type);
                    break;
            }
        }

        FeatureType? feature = (ParquetType?)physical switch
        {
            ParquetType.ByteArray => FeatureType.String,
            ParquetType.Double => FeatureType.Double,
            ParquetType.Float => FeatureType.Float,
            ParquetType.Int64 when converted == ConvertedTimestampMicros => FeatureType.Timestamp,
            ParquetType.Int64 => FeatureType.Int64,
            ParquetType.Int32 => FeatureType.Int32,
            ParquetType.Boolean => FeatureType.Boolean,
            _ => null,
        };
        return reader.IsBroken || name is null || feature is null ? null : new FeatureColumn(name, feature.Value);
    }
}
