namespace ModelData.Ingestion.Files.Parquet;

/// <summary>Where the values of one column of one row group are: one page, plain, without a dictionary.</summary>
/// <param name="Codec">The compression, by its number in the format.</param>
/// <param name="ValueCount">The values, nulls included.</param>
/// <param name="UncompressedBytes">The bytes of the page with its header before compression.</param>
/// <param name="CompressedBytes">The bytes of the page with its header in the file.</param>
/// <param name="Offset">Where its page begins.</param>
internal readonly record struct ColumnChunk(
    int Codec,
    long ValueCount,
    long UncompressedBytes,
    long CompressedBytes,
    long Offset
)
{
    private const int EncodingPlain = 0;
    private const int EncodingRle = 3;

    /// <summary>Reads the struct; <see langword="null"/> when it is not of the one form that we write.</summary>
    public static ColumnChunk? TryRead(ref ThriftReader reader)
    {
        ColumnChunk? chunk = null;
        int id = 0;
        while (reader.TryReadField(ref id, out var type))
        {
            if ((id, type) == (3, ThriftType.Struct))
            {
                chunk = ReadMetadata(ref reader);
            }
            else if (id == 1)
            {
                // The column is in another file.
                return null;
            }
            else
            {
                reader.Skip(type);
            }
        }

        return
            reader.IsBroken
            || chunk is not { ValueCount: >= 0, UncompressedBytes: > 0, CompressedBytes: > 0, Offset: > 0 }
            ? null
            : chunk;
    }

    /// <summary>Reads over the struct.</summary>
    /// <returns>The position of the one byte that is its type; <see langword="null"/> when it is not of the one form that we write.</returns>
    public static int? FindType(ref ThriftReader reader)
    {
        int? position = null;
        int id = 0;
        while (reader.TryReadField(ref id, out var type))
        {
            if ((id, type) != (3, ThriftType.Struct))
            {
                reader.Skip(type);
                continue;
            }

            int inner = 0;
            while (reader.TryReadField(ref inner, out var innerType))
            {
                int at = reader.Position;
                reader.Skip(innerType);
                position = (inner, innerType) == (1, ThriftType.Int32) && reader.Position == at + 1 ? at : position;
            }
        }

        return reader.IsBroken ? null : position;
    }

    public void Write(ref ThriftWriter writer, ParquetType type, ReadOnlySpan<byte> name, ColumnStatistics? statistics)
    {
        int outer = writer.BeginElement();
        // Zero since the metadata stands here and nowhere else.
        writer.Int64Field(2, 0);
        int metadata = writer.BeginStruct(3);
        writer.Int32Field(1, (int)type);
        writer.ListField(2, ThriftType.Int32, 2);
        writer.Int(EncodingPlain);
        writer.Int(EncodingRle);
        writer.ListField(3, ThriftType.Binary, 1);
        writer.Binary(name);
        writer.Int32Field(4, Codec);
        writer.Int64Field(5, ValueCount);
        writer.Int64Field(6, UncompressedBytes);
        writer.Int64Field(7, CompressedBytes);
        writer.Int64Field(9, Offset);
        statistics?.Write(ref writer, 12);
        writer.EndStruct(metadata);
        writer.EndStruct(outer);
    }

    private static ColumnChunk? ReadMetadata(ref ThriftReader reader)
    {
        ColumnChunk chunk = default;
        int id = 0;
        while (reader.TryReadField(ref id, out var type))
        {
            switch (id, type)
            {
                case (2, ThriftType.List) when !HasOurEncodings(ref reader):
                    return null;
                case (2, ThriftType.List):
                    break;
                case (4, ThriftType.Int32):
                    chunk = chunk with { Codec = reader.ReadInt32() };
                    break;
                case (5, ThriftType.Int64):
                    chunk = chunk with { ValueCount = reader.ReadInt64() };
                    break;
                case (6, ThriftType.Int64):
                    chunk = chunk with { UncompressedBytes = reader.ReadInt64() };
                    break;
                case (7, ThriftType.Int64):
                    chunk = chunk with { CompressedBytes = reader.ReadInt64() };
                    break;
                case (9, ThriftType.Int64):
                    chunk = chunk with { Offset = reader.ReadInt64() };
                    break;
                case (11, _):
                    return null;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return chunk;
    }

    private static bool HasOurEncodings(ref ThriftReader reader)
    {
        int count = reader.ReadListHeader(out var type);
        bool isOurs = type == ThriftType.Int32;
        for (int i = 0; i < count && isOurs; i++)
        {
            isOurs = reader.ReadInt32() is EncodingPlain or EncodingRle;
        }

        return isOurs;
    }
}
