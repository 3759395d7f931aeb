using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ModelData.Ingestion.Memory;
using Parquet;
using Parquet.Schema;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Writes row groups. Parquet.Net compresses and encodes a file of one row group; we keep its pages, and describe them in our own words, with real
/// names, the offset in the growing file, and ranges that readers may trust. A column at a time is in memory uncompressed.
/// </summary>
internal static class RowGroupWriter
{
    /// <summary>
    /// A row group that is not the last form of its rows is merged soon, and its statistics would be uploaded with each flush until then. Twenty
    /// thousand rows: more
    /// than sixteen flushes of a thousand, less than a full row group of a few hundred columns has.
    /// </summary>
    private const int MinRowsWithStatistics = 20_000;

    private const int SlackBytes = 16 * 1024;
    private const int MaxInitialBytes = 64 * 1024 * 1024;

    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy };

    /// <summary>Writes a row group.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="sources">The rows, one row at least.</param>
    /// <param name="offset">Where its block begins in the file; at 0 the block begins with the magic.</param>
    /// <param name="arrays">Gives the memory of the block.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The block and its entry for the footer.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Block, RowGroupEntry Entry)> WriteAsync(
        FeatureSchema schema,
        IReadOnlyList<IRowSource> sources,
        long offset,
        RentedArrays arrays,
        CancellationToken cancellationToken
    )
    {
        int rows = sources.Sum(s => s.Rows);
        var physical = PhysicalSchema.Create(schema);
        var statistics = new ColumnStatistics[schema.Columns.Count];
        RentedStream stream = new(arrays, (int)Math.Min(sources.Sum(s => s.Bytes) + SlackBytes, MaxInitialBytes));
        int[] levels = ArrayPool<int>.Shared.Rent(rows);
        try
        {
            await using var writer = await ParquetWriter.CreateAsync(
                physical,
                stream,
                Options,
                append: false,
                cancellationToken
            );
            using var rowGroup = writer.CreateRowGroup();
            for (int i = 0; i < statistics.Length; i++)
            {
                ColumnWriting column = new(
                    rowGroup,
                    schema.Columns[i],
                    physical.DataFields[i],
                    sources,
                    levels.AsMemory(0, rows)
                );
                statistics[i] = await column.WriteAsync(cancellationToken);
            }

            rowGroup.CompleteValidate();
        }
        finally
        {
            ArrayPool<int>.Shared.Return(levels);
        }

        return Describe(schema, stream.WrittenMemory, statistics, rows, offset);
    }

    private static (ReadOnlyMemory<byte> Block, RowGroupEntry Entry) Describe(
        FeatureSchema schema,
        ReadOnlyMemory<byte> file,
        ColumnStatistics[] statistics,
        int rows,
        long offset
    )
    {
        int magic = ParquetFooter.Magic.Length;
        int footerBytes = BinaryPrimitives.ReadInt32LittleEndian(file.Span[^ParquetFooter.TailBytes..]);
        int end = file.Length - ParquetFooter.TailBytes - footerBytes;
        var chunks = ReadChunks(file[end..^ParquetFooter.TailBytes], statistics.Length);
        long start = offset == 0 ? magic : offset;
        var block = file[(offset == 0 ? 0 : magic)..end];

        ArrayBufferWriter<byte> output = new();
        ThriftWriter writer = new(output);
        writer.ListField(1, ThriftType.Struct, chunks.Count);
        for (int i = 0; i < chunks.Count; i++)
        {
            var column = schema.Columns[i];
            var moved = chunks[i] with { Offset = chunks[i].Offset - magic + start };
            ColumnStatistics? described = rows < MinRowsWithStatistics ? null : statistics[i];
            byte[] name = Encoding.UTF8.GetBytes(column.Name);
            moved.Write(ref writer, ParquetSchemaBytes.Physical(column), name, described);
        }

        long uncompressed = chunks.Sum(c => c.UncompressedBytes);
        writer.Int64Field(2, uncompressed);
        writer.Int64Field(3, rows);
        writer.Int64Field(5, start);
        writer.Int64Field(6, end - magic);
        writer.Stop();
        return (block, new RowGroupEntry(rows, start, end - magic, uncompressed, output.WrittenMemory));
    }

    private static List<ColumnChunk> ReadChunks(ReadOnlyMemory<byte> footer, int count)
    {
        List<ColumnChunk> chunks = new(count);
        ThriftReader reader = new(footer.Span);
        int id = 0;
        while (reader.TryReadField(ref id, out var type) && id != 4)
        {
            reader.Skip(type);
        }

        reader.ReadListHeader(out _);
        id = 0;
        bool hasColumns = reader.TryReadField(ref id, out _) && reader.ReadListHeader(out _) == count;
        while (hasColumns && chunks.Count < count && ColumnChunk.TryRead(ref reader) is { } chunk)
        {
            chunks.Add(chunk);
        }

        return chunks.Count == count
            ? chunks
            : throw new InvalidOperationException(
                "Parquet.Net wrote a row group of a form that is not expected of it."
            );
    }

    /// <summary>One column on its way from the sources.</summary>
    private readonly record struct ColumnWriting(
        ParquetRowGroupWriter RowGroup,
        FeatureColumn Column,
        DataField Field,
        IReadOnlyList<IRowSource> Sources,
        Memory<int> Levels
    )
    {
        public ValueTask<ColumnStatistics> WriteAsync(CancellationToken cancellationToken) =>
            ParquetSchemaBytes.Physical(Column) switch
            {
                ParquetType.Double => WriteAsync<double>(cancellationToken),
                ParquetType.Float => WriteAsync<float>(cancellationToken),
                ParquetType.Int64 => WriteAsync<long>(cancellationToken),
                ParquetType.Int32 => WriteAsync<int>(cancellationToken),
                ParquetType.Boolean => WriteAsync<bool>(cancellationToken),
                ParquetType.FixedLenByteArray => WriteAsync<Guid>(cancellationToken),
                _ => WriteAsync<ReadOnlyMemory<byte>>(cancellationToken),
            };

        private async ValueTask<ColumnStatistics> WriteAsync<T>(CancellationToken cancellationToken)
            where T : struct
        {
            T[] values = ArrayPool<T>.Shared.Rent(Levels.Length);
            int count = 0;
            try
            {
                int row = 0;
                foreach (var source in Sources)
                {
                    count += await source.ReadColumnAsync(values.AsMemory(count), Levels[row..], cancellationToken);
                    row += source.Rows;
                }

                await RowGroup.WriteAllPartsAsync<T>(Field, values.AsMemory(0, count), Levels, null, cancellationToken);
                bool isUnsigned = Column.Exact is { Kind: ExactTypeKind.UInt64 };
                return ColumnStatistics.Of<T>(values.AsSpan(0, count), Levels.Length - count, isUnsigned);
            }
            finally
            {
                // Slices of texts would keep the buffers behind them alive.
                ArrayPool<T>.Shared.Return(values, clearArray: typeof(T) == typeof(ReadOnlyMemory<byte>));
            }
        }
    }
}
