namespace ModelData.Ingestion.Files.Parquet;

/// <summary>A row group as a footer has it. What it says about its columns stays bytes until somebody merges it.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Offset">Where its first page begins in the file.</param>
/// <param name="CompressedBytes">Its bytes in the file.</param>
/// <param name="UncompressedBytes">Its bytes before compression.</param>
/// <param name="Bytes">The whole struct.</param>
internal sealed record RowGroupEntry(
    int Rows,
    long Offset,
    long CompressedBytes,
    long UncompressedBytes,
    ReadOnlyMemory<byte> Bytes
)
{
    /// <summary>Reads the struct at the reader's position; <see langword="null"/> when it is damaged.</summary>
    /// <param name="reader">A reader over <paramref name="source"/>.</param>
    /// <param name="source">The bytes that the reader reads. Kept, not copied.</param>
    public static RowGroupEntry? TryRead(ref ThriftReader reader, ReadOnlyMemory<byte> source)
    {
        int start = reader.Position;
        long rows = -1;
        long offset = -1;
        long compressed = -1;
        long uncompressed = -1;
        int id = 0;
        int? ordinalAt = null;
        int before = reader.Position;
        while (reader.TryReadField(ref id, out var type))
        {
            if (ordinalAt is not null)
            {
                return null;
            }

            switch (id, type)
            {
                case (2, ThriftType.Int64):
                    uncompressed = reader.ReadInt64();
                    break;
                case (3, ThriftType.Int64):
                    rows = reader.ReadInt64();
                    break;
                case (5, ThriftType.Int64):
                    offset = reader.ReadInt64();
                    break;
                case (6, ThriftType.Int64):
                    compressed = reader.ReadInt64();
                    break;
                case (7, ThriftType.Int16):
                    // The number of the row group in its file: it would be wrong after a merge, and readers do without.
                    ordinalAt = before;
                    reader.Skip(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }

            before = reader.Position;
        }

        if (reader.IsBroken || rows is < 0 or > int.MaxValue || offset < 0 || compressed < 0 || uncompressed < 0)
        {
            return null;
        }

        var bytes = source[start..reader.Position];
        if (ordinalAt is { } end)
        {
            bytes = (byte[])[.. source.Span[start..end], (byte)ThriftType.Stop];
        }

        return new RowGroupEntry((int)rows, offset, compressed, uncompressed, bytes);
    }

    /// <summary>Reads where the columns are; <see langword="null"/> when that is not within the row group, or not of the form that we write.</summary>
    public ColumnChunk[]? TryReadColumns(int columnCount)
    {
        ThriftReader reader = new(Bytes.Span);
        int id = 0;
        if (
            !reader.TryReadField(ref id, out var type)
            || (id, type) != (1, ThriftType.List)
            || reader.ReadListHeader(out var element) != columnCount
            || element != ThriftType.Struct
        )
        {
            return null;
        }

        var columns = new ColumnChunk[columnCount];
        for (int i = 0; i < columnCount; i++)
        {
            if (
                ColumnChunk.TryRead(ref reader) is not { } column
                || column.ValueCount != Rows
                || column.Offset < Offset
                || column.CompressedBytes > CompressedBytes
                || column.Offset - Offset > CompressedBytes - column.CompressedBytes
                || column.UncompressedBytes > UncompressedBytes
            )
            {
                return null;
            }

            columns[i] = column;
        }

        return columns;
    }

    /// <summary>
    /// The same row group where columns of nothing but nulls get another type: there is no value that would have to be written anew. <see langword="null"/>
    /// when it is not of the form that we write.
    /// </summary>
    /// <param name="types">For each column its new type; <see langword="null"/> for those that stay.</param>
    public RowGroupEntry? TryChangeTypes(IReadOnlyList<ParquetType?> types)
    {
        byte[] changed = Bytes.ToArray();
        ThriftReader reader = new(Bytes.Span);
        int id = 0;
        if (
            TryReadColumns(types.Count) is null
            || !reader.TryReadField(ref id, out _)
            || reader.ReadListHeader(out _) != types.Count
        )
        {
            return null;
        }

        foreach (var type in types)
        {
            if (ColumnChunk.FindType(ref reader) is not { } position)
            {
                return null;
            }

            if (type is { } other)
            {
                // A small number takes one byte, zigzag.
                changed[position] = (byte)((int)other << 1);
            }
        }

        return this with
        {
            Bytes = changed,
        };
    }
}
