using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>The rows of a part of <see cref="ParquetRows"/>.</summary>
internal sealed class PartSource(ReadOnlyMemory<byte> part) : IRowSource
{
    private int _position = ParquetRows.PartHeaderBytes;

    public int Rows { get; } = ParquetRows.PartRows(part.Span);

    public long Bytes => part.Length;

    /// <summary>Adds the sources of an encoding.</summary>
    public static void AddAll(ReadOnlyMemory<byte> encoded, List<IRowSource> sources)
    {
        while (!encoded.IsEmpty)
        {
            int length = ParquetRows.PartLength(encoded.Span);
            sources.Add(new PartSource(encoded[..length]));
            encoded = encoded[length..];
        }
    }

    public ValueTask<int> ReadColumnAsync<T>(Memory<T> values, Memory<int> levels, CancellationToken cancellationToken)
        where T : struct
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(part.Span[_position..]);
        var column = part.Slice(_position + sizeof(int), length);
        _position += sizeof(int) + length;
        int count = ReadLevels(column.Span, levels.Span[..Rows]);
        var content = column[ColumnLayout.ValidityBytes(Rows)..];
        if (values is Memory<ReadOnlyMemory<byte>> texts)
        {
            ReadTexts(content, texts.Span[..count]);
        }
        else
        {
            content.Span.CopyTo(MemoryMarshal.AsBytes(values.Span[..count]));
        }

        return new ValueTask<int>(count);
    }

    private static int ReadLevels(ReadOnlySpan<byte> validity, Span<int> levels)
    {
        int count = 0;
        for (int row = 0; row < levels.Length; row++)
        {
            int level = (validity[row >> 3] >> (row & 7)) & 1;
            levels[row] = level;
            count += level;
        }

        return count;
    }

    private static void ReadTexts(ReadOnlyMemory<byte> content, Span<ReadOnlyMemory<byte>> texts)
    {
        var lengths = content.Span;
        var bytes = content[(texts.Length * sizeof(int))..];
        for (int i = 0; i < texts.Length; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(lengths[(i * sizeof(int))..]);
            texts[i] = bytes[..length];
            bytes = bytes[length..];
        }
    }
}
