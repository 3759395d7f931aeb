using System.Buffers.Binary;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>Turns a part of <see cref="ParquetRows"/> back into rows.</summary>
internal static class PartToCsv
{
    public static void Write(FeatureSchema schema, ReadOnlySpan<byte> part, ref CsvRowWriter writer)
    {
        int rows = ParquetRows.PartRows(part);
        var columns = new Column[schema.Columns.Count];
        int position = ParquetRows.PartHeaderBytes;
        for (int i = 0; i < columns.Length; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(part[position..]);
            position += sizeof(int);
            columns[i] = Column.At(schema.Columns[i], part, position, rows);
            position += length;
        }

        for (int row = 0; row < rows; row++)
        {
            foreach (ref var column in columns.AsSpan())
            {
                column.WriteNext(part, row, ref writer);
            }

            writer.EndRow();
        }
    }

    /// <summary>A column and where its next value is.</summary>
    private struct Column
    {
        private FeatureType _type;
        private ExactType? _exact;
        private int _width;
        private int _validity;
        private int _value;
        private int _text;

        public static Column At(in FeatureColumn column, ReadOnlySpan<byte> part, int position, int rows)
        {
            int value = position + ColumnLayout.ValidityBytes(rows);
            int count = 0;
            for (int row = 0; row < rows; row++)
            {
                count += (part[position + (row >> 3)] >> (row & 7)) & 1;
            }

            var physical = ParquetSchemaBytes.Physical(column);
            bool isText = physical == ParquetType.ByteArray;
            return new Column
            {
                _type = isText ? FeatureType.String : column.Type,
                _exact = isText ? null : column.Exact,
                _width = ColumnLayout.Width(physical),
                _validity = position,
                _value = value,
                _text = value + (count * sizeof(int)),
            };
        }

        public void WriteNext(ReadOnlySpan<byte> part, int row, ref CsvRowWriter writer)
        {
            if ((part[_validity + (row >> 3)] & (1 << (row & 7))) == 0)
            {
                writer.WriteNull();
                return;
            }

            var value = part[_value..];
            _value += _width;
            if (_exact is { } exact)
            {
                ExactValue.Write(value, exact, ref writer);
                return;
            }

            switch (_type)
            {
                case FeatureType.Double:
                    writer.Write(BinaryPrimitives.ReadDoubleLittleEndian(value));
                    break;
                case FeatureType.Float:
                    writer.Write(BinaryPrimitives.ReadSingleLittleEndian(value));
                    break;
                case FeatureType.Int64:
                    writer.Write(BinaryPrimitives.ReadInt64LittleEndian(value));
                    break;
                case FeatureType.Int32:
                    writer.Write(BinaryPrimitives.ReadInt32LittleEndian(value));
                    break;
                case FeatureType.Boolean:
                    writer.Write(value[0] != 0);
                    break;
                case FeatureType.Timestamp:
                    long microseconds = BinaryPrimitives.ReadInt64LittleEndian(value);
                    var time = DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
                    writer.Write(new DateTimeOffset(time));
                    break;
                default:
                    int length = BinaryPrimitives.ReadInt32LittleEndian(value);
                    writer.WriteUtf8(part.Slice(_text, length));
                    _text += length;
                    break;
            }
        }
    }
}
