using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files.Csv;

/// <summary>
/// CSV: rows are kept and written as they came. A commit adds one block; small blocks before it go into it, as <see cref="BlockTiers"/>
/// decides.
/// </summary>
internal sealed class CsvFormat : IFileFormat
{
    // Blocks below 1 MB come to about as much together: one request. More of them, in a file with very many, are read one by one.
    private const int MostBytesReadAtOnce = 4 * 1024 * 1024;

    public FileKind Kind => FileKind.Csv;

    public string Extension => "csv";

    public bool NeedsCompaction => false;

    public SemaphoreSlim? CommitPlaces => null;

    public FeatureSchema SchemaOf(FeatureSchema schema) => schema.WithoutExactTypes();

    public bool IsSameForm(FeatureSchema one, FeatureSchema other) =>
        ReferenceEquals(one, other) || one.HeaderLine.Span.SequenceEqual(other.HeaderLine.Span);

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

    public Refusal? Check(FeatureSchema schema, ReadOnlyMemory<byte> csv, int rowCount) => null;

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
        long length = buffer.Length + (blob.ETag is null ? buffer.Schema.HeaderLine.Length : 0);
        int kept = BlockTiers.CountKept(blob.Blocks, length);
        long merged = 0;
        for (int i = kept; i < blob.Blocks.Count; i++)
        {
            merged += blob.Blocks[i].Length;
        }

        if (merged > MostBytesReadAtOnce)
        {
            var large = new MergedBlocksStream(blob, kept, blocks, buffer.OpenRead(default));
            return new FileGrowth(kept, [new NewBlock(large, null)]);
        }

        byte[] end = GC.AllocateUninitializedArray<byte>((int)merged);
        await blocks.ReadEndAsync(blob, kept, end, cancellationToken);
        var content = buffer.OpenRead(blob.ETag is null ? buffer.Schema.HeaderLine : end);
        if (content.Length >= BlockTiers.SmallBytes)
        {
            return new FileGrowth(kept, [new NewBlock(content, null)]);
        }

        byte[] small = GC.AllocateUninitializedArray<byte>((int)content.Length);
        await content.ReadExactlyAsync(small, cancellationToken);
        return new FileGrowth(kept, [new NewBlock(new MemoryStream(small, writable: false), small)]);
    }

    public ValueTask<FileGrowth?> CompactAsync(
        BlobState blob,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<FileGrowth?>(null);
}
