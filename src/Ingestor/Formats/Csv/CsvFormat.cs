using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;

namespace ModelData.Ingestor.Formats.Csv;

/// <summary>
/// CSV: rows are kept and written as they came. A commit adds one block; small blocks before it go into it, as <see cref="BlockTiers"/>
/// decides.
/// </summary>
internal sealed class CsvFormat : IFileFormat
{
    public FileKind Kind => FileKind.Csv;

    public string Extension => "csv";

    public bool TryEncode(
        FeatureSchema schema,
        ReadOnlyMemory<byte> csv,
        int rowCount,
        ArrayBufferWriter<byte> scratch,
        out ReadOnlyMemory<byte> rows,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        rows = csv;
        refusal = null;
        return true;
    }

    public ReadOnlyMemory<byte> Decode(FeatureSchema schema, ReadOnlyMemory<byte> rows, int rowCount) => rows;

    public async ValueTask<FeatureSchema?> ReadSchemaAsync(
        BlobState blob,
        FeatureSchema schema,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        var start = await blocks.ReadStartAsync(blob, EventLimits.MaxHeaderBytes, cancellationToken);
        int end = start.Span.IndexOf((byte)'\n');
        return end < 0 ? null : schema.InOrderOf(start.Span[..end]);
    }

    public async ValueTask<FileGrowth?> GrowAsync(
        BlobState blob,
        RowBuffer buffer,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        var rows = buffer.OpenRead(blob.ETag is null ? buffer.Schema.HeaderLine : default);
        int kept = BlockTiers.CountKept(blob.Blocks, rows.Length);
        long length = rows.Length;
        for (int i = kept; i < blob.Blocks.Count; i++)
        {
            length += blob.Blocks[i].Length;
        }

        if (length >= BlockTiers.SmallBytes)
        {
            Stream content = kept == blob.Blocks.Count ? rows : new MergedBlocksStream(blob, kept, blocks, rows);
            return new FileGrowth(kept, [new NewBlock(content, null)]);
        }

        byte[] merged = GC.AllocateUninitializedArray<byte>((int)length);
        int old = (int)(length - rows.Length);
        await blocks.ReadEndAsync(blob, kept, merged.AsMemory(0, old), cancellationToken);
        await rows.ReadExactlyAsync(merged.AsMemory(old), cancellationToken);
        return new FileGrowth(kept, [new NewBlock(new MemoryStream(merged, writable: false), merged)]);
    }
}
