using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ModelData.Ingestion.Memory;
using Parquet;
using Parquet.Schema;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// The rows of a row group that is in the file already. Its block gets a footer of its own, and Parquet.Net reads the two as a file of one row
/// group: a handful of bytes, where the file's footer would be the size of all row groups.
/// </summary>
internal sealed class RowGroupSource : IRowSource
{
    private readonly ParquetRowGroupReader _rowGroup;
    private readonly DataField[] _fields;
    private readonly int _index;
    private int _column;

    private RowGroupSource(int index, ParquetRowGroupReader rowGroup, DataField[] fields, RowGroupEntry entry)
    {
        _index = index;
        _rowGroup = rowGroup;
        _fields = fields;
        Rows = entry.Rows;
        // Compressed: its share of what is written.
        Bytes = entry.CompressedBytes;
    }

    public int Rows { get; }

    public long Bytes { get; }

    /// <summary>Opens a row group.</summary>
    /// <param name="index">Its number, for <see cref="DamagedRowGroupException"/>.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="entry">What the footer of the file says.</param>
    /// <param name="pages">The bytes of the row group, without a magic.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="DamagedRowGroupException">The footer does not describe the bytes.</exception>
    public static async ValueTask<RowGroupSource> OpenAsync(
        int index,
        FeatureSchema schema,
        RowGroupEntry entry,
        ReadOnlyMemory<byte> pages,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (pages.Length != entry.CompressedBytes || entry.TryReadColumns(schema.Columns.Count) is not { } chunks)
            {
                throw new InvalidDataException(
                    $"The footer does not describe the row group at {entry.Offset} as one that this worker writes."
                );
            }

            byte[] magic = ParquetFooter.Magic.ToArray();
            var footer = WriteFooter(schema, entry, chunks);
            var stream = new MemoryPartsStream([magic, pages, footer]);
            var reader = await ParquetReader.CreateAsync(
                stream,
                leaveStreamOpen: true,
                cancellationToken: cancellationToken
            );
            return new RowGroupSource(index, reader.OpenRowGroupReader(0), reader.Schema.DataFields, entry);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DamagedRowGroupException(index, e);
        }
    }

    public async ValueTask<int> ReadColumnAsync<T>(
        Memory<T> values,
        Memory<int> levels,
        CancellationToken cancellationToken
    )
        where T : struct
    {
        // A damaged page may hold fewer values than it says: what was in this memory before must not take their place.
        values.Span[..Rows].Clear();
        levels.Span[..Rows].Clear();
        try
        {
            await _rowGroup.ReadRawAsync(_fields[_column++], values, levels[..Rows], null, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DamagedRowGroupException(_index, e);
        }

        // The library reads and writes any level; one that is neither would shift the values of all row groups merged behind this one.
        return levels.Span[..Rows].ContainsAnyExcept(0, 1)
            ? throw new DamagedRowGroupException(_index, new InvalidDataException("A level is neither 0 nor 1."))
            : levels.Span[..Rows].Count(1);
    }

    private static ReadOnlyMemory<byte> WriteFooter(FeatureSchema schema, RowGroupEntry entry, ColumnChunk[] chunks)
    {
        ArrayBufferWriter<byte> output = new();
        ThriftWriter writer = new(output);
        writer.Int32Field(1, 1);
        writer.ListField(2, ThriftType.Struct, chunks.Length + 1);
        ParquetSchemaBytes.WritePhysical(ref writer, schema);
        writer.Int64Field(3, entry.Rows);
        writer.ListField(4, ThriftType.Struct, 1);
        int outer = writer.BeginElement();
        writer.ListField(1, ThriftType.Struct, chunks.Length);
        for (int i = 0; i < chunks.Length; i++)
        {
            var moved = chunks[i] with { Offset = chunks[i].Offset - entry.Offset + ParquetFooter.Magic.Length };
            byte[] name = Encoding.UTF8.GetBytes(PhysicalSchema.ColumnName(i));
            moved.Write(ref writer, ParquetSchemaBytes.Physical(schema.Columns[i]), name, statistics: null);
        }

        writer.Int64Field(2, entry.UncompressedBytes);
        writer.Int64Field(3, entry.Rows);
        writer.EndStruct(outer);
        writer.Stop();
        int length = output.WrittenCount;
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), length);
        output.Advance(sizeof(int));
        output.Write(ParquetFooter.Magic);
        return output.WrittenMemory;
    }
}
