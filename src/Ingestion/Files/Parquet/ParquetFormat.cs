using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Parquet: rows are parsed as they come and kept column by column. A commit adds a row group, merges small ones with it, and replaces
/// the footer, whose key-value metadata repeats position and schema.
/// </summary>
internal sealed partial class ParquetFormat(SemaphoreSlim? commitPlaces, ILogger<ParquetFormat> logger) : IFileFormat
{
    /// <summary>
    /// Bounds how many commits there are at once: a place for each processor, which writing row groups is work for, and one more to keep them busy while
    /// blocks are sent.
    /// </summary>
    public static SemaphoreSlim CreatePlaces() => new(Environment.ProcessorCount + 1);

    // Larger blocks are seldom merged, and then read back.
    private const int LargestKeptBytes = 1024 * 1024;

    // A file by the array of its last block: no other commit ever has the same one, and it is forgotten when the cache of blocks drops it.
    private readonly ConditionalWeakTable<byte[], ParquetFile> _known = [];

    public FileKind Kind => FileKind.Parquet;

    public string Extension => "parquet";

    public bool NeedsCompaction => true;

    public SemaphoreSlim? CommitPlaces => commitPlaces;

    public FeatureSchema SchemaOf(FeatureSchema schema) => schema;

    public bool IsSameForm(FeatureSchema one, FeatureSchema other) => one.Equals(other) || IsSame(one, other);

    // An untyped column is one of doubles: only whether more is known of it differs.
    private static bool IsSame(FeatureSchema one, FeatureSchema other) =>
        one.Columns.Count == other.Columns.Count
        && one.Columns.Zip(other.Columns)
            .All(pair => pair.First with { IsUntyped = false } == pair.Second with { IsUntyped = false });

    public bool TryEncode(
        FeatureSchema schema,
        ReadOnlyMemory<byte> csv,
        int rowCount,
        ArrayBufferWriter<byte> scratch,
        out ReadOnlyMemory<byte> rows,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        bool isEncoded = ParquetRows.TryEncode(schema, csv.Span, rowCount, scratch, out refusal);
        rows = scratch.WrittenMemory;
        return isEncoded;
    }

    public Refusal? Check(FeatureSchema schema, ReadOnlyMemory<byte> csv, int rowCount) =>
        ParquetRows.Check(schema, csv.Span, rowCount);

    public ReadOnlyMemory<byte> Decode(FeatureSchema schema, ReadOnlyMemory<byte> rows, int rowCount)
    {
        var output = new ArrayBufferWriter<byte>();
        ParquetRows.WriteCsv(schema, rows.Span, rowCount, output);
        return output.WrittenMemory;
    }

    public async ValueTask<FeatureSchema?> ReadSchemaAsync(
        BlobState blob,
        FeatureSchema schema,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        var footer = await ReadFooterAsync(blob, blocks, cancellationToken);
        // What is redacted is said by what the file was found by, not in it.
        var found = ParquetFile.ReadSchema(footer) is { } read ? RedactedAs(schema, read) : null;
        bool isSchema =
            found is not null
            && (schema.HasUntyped || found.TypedHash == schema.TypedHash)
            && ColumnOrder.Map(found, schema) is not null;
        return isSchema ? found : null;
    }

    private static FeatureSchema? RedactedAs(FeatureSchema schema, FeatureSchema file)
    {
        if (schema.Redacted is null)
        {
            return file;
        }

        var redactions = schema.Columns.ToDictionary(it => it.Name, it => it.Redaction, StringComparer.Ordinal);
        FeatureColumn[] columns =
        [
            .. file.Columns.Select(it => it with { Redaction = redactions.GetValueOrDefault(it.Name) }),
        ];
        return FeatureSchema.TryCreate(columns, schema.RedactionKeyId, out var redacted, out _) ? redacted : null;
    }

    public async ValueTask<FileGrowth?> GrowAsync(
        BlobState blob,
        RowBuffer buffer,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        var opened = await OpenAsync(blob, blob.Schema ?? buffer.Schema, blocks, cancellationToken);
        if (opened?.TryLearn(buffer.Schema) is not { } file)
        {
            return null;
        }

        if (buffer.Large is { } large)
        {
            var sliced = new SlicedGrowth(file, large, buffer.Schema, Describe(metadata));
            return new FileGrowth(file.RowGroupCount, [new PlannedBlocks(token => NextAsync(sliced, token))]);
        }

        var arrays = new RentedArrays();
        var (segments, rowCounts) = Split(buffer, arrays);
        var growth = await file.GrowAsync(
            segments,
            rowCounts,
            (index, token) => blocks.ReadAsync(blob, index, arrays, token),
            Describe(metadata),
            arrays,
            cancellationToken
        );
        return ToGrowth(blob, growth, arrays);
    }

    public async ValueTask<FileGrowth?> CompactAsync(
        BlobState blob,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        var footer = await ReadFooterAsync(blob, blocks, cancellationToken);
        if (ParquetFile.ReadSchema(footer) is not { } schema || Open(blob, footer, schema) is not { } file)
        {
            return null;
        }

        var arrays = new RentedArrays();
        var growth = await file.CompactAsync(
            (index, token) => blocks.ReadAsync(blob, index, arrays, token),
            Describe(metadata),
            arrays,
            cancellationToken
        );
        return growth is null ? null : ToGrowth(blob, growth, arrays);
    }

    private FileGrowth ToGrowth(BlobState blob, ParquetGrowth growth, RentedArrays arrays)
    {
        if (growth.MergeProblem is { } problem)
        {
            LogNotMerged(blob.Name, problem);
        }

        List<FileBlock> rest = [.. growth.Rest.Select(ToBlock)];
        if (rest[^1] is NewBlock { Kept: { } end })
        {
            _known.AddOrUpdate(end, growth.After);
        }

        return new FileGrowth(growth.KeptBlocks, rest, arrays);
    }

    private async ValueTask<FileBlock?> NextAsync(SlicedGrowth growth, CancellationToken cancellationToken)
    {
        if (await growth.NextAsync(cancellationToken) is not { } block)
        {
            return null;
        }

        var next = ToBlock(block);
        if (growth.After is { } after && next is NewBlock { Kept: { } end })
        {
            // The last block of the footer is the one that a file is found by.
            _known.AddOrUpdate(end, after);
        }

        return next;
    }

    private async ValueTask<ParquetFile?> OpenAsync(
        BlobState blob,
        FeatureSchema schema,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        if (blob.ETag is null)
        {
            return ParquetFile.New(schema);
        }

        var end = await blocks.ReadAsync(blob, blob.Blocks.Count - 1, arrays: null, cancellationToken);
        return
            MemoryMarshal.TryGetArray(end, out var last)
            && _known.TryGetValue(last.Array!, out var known)
            && known.IsFile(blob.Blocks.Count, schema)
            ? known
            : Open(blob, await ReadFooterAsync(blob, end, blocks, cancellationToken), schema);
    }

    private static ParquetFile? Open(BlobState blob, ReadOnlyMemory<byte> footer, FeatureSchema schema) =>
        ParquetFile.TryOpen([.. blob.Blocks.Select(block => block.Length)], footer, schema);

    private static async ValueTask<ReadOnlyMemory<byte>> ReadFooterAsync(
        BlobState blob,
        BlockReader blocks,
        CancellationToken cancellationToken
    ) =>
        await ReadFooterAsync(
            blob,
            await blocks.ReadAsync(blob, blob.Blocks.Count - 1, arrays: null, cancellationToken),
            blocks,
            cancellationToken
        );

    // Anything but a footer is told by whoever parses it.
    private static async ValueTask<ReadOnlyMemory<byte>> ReadFooterAsync(
        BlobState blob,
        ReadOnlyMemory<byte> end,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        int count = FooterBlocks.Count([.. blob.Blocks.Select(block => block.Length)], end.Span);
        if (count <= 1)
        {
            return end;
        }

        byte[] footer = GC.AllocateUninitializedArray<byte>(
            (int)blob.Blocks.Skip(blob.Blocks.Count - count).Sum(block => block.Length)
        );
        await blocks.ReadEndAsync(blob, blob.Blocks.Count - count, footer, cancellationToken);
        return footer;
    }

    private static (List<ReadOnlyMemory<byte>> Segments, List<int> RowCounts) Split(
        RowBuffer buffer,
        RentedArrays arrays
    )
    {
        byte[] all = arrays.Rent((int)buffer.Length);
        buffer.CopyTo(0, all.AsSpan(0, (int)buffer.Length));
        var segments = new List<ReadOnlyMemory<byte>>(buffer.Segments.Count);
        var rowCounts = new List<int>(buffer.Segments.Count);
        int position = 0;
        foreach (var segment in buffer.Segments)
        {
            segments.Add(all.AsMemory(position, segment.Length));
            rowCounts.Add(segment.Rows);
            position += segment.Length;
        }

        return (segments, rowCounts);
    }

    private static Dictionary<string, string> Describe(IReadOnlyDictionary<string, string> metadata) =>
        new()
        {
            [$"modeldata.{BlobMetadata.Sequences}"] = metadata[BlobMetadata.Sequences],
            [$"modeldata.{BlobMetadata.Commit}"] = metadata[BlobMetadata.Commit],
            [$"modeldata.{BlobMetadata.Schema}"] = metadata[BlobMetadata.Schema],
        };

    private static FileBlock ToBlock(ParquetBlock block)
    {
        if (block.Committed is { } index)
        {
            return new MovedBlock(index);
        }

        var content = block.Content;
        bool isKept = content.Length <= LargestKeptBytes;
        if (
            !block.IsRented
            && MemoryMarshal.TryGetArray(content, out var array)
            && array is { Offset: 0, Array: { } whole }
            && whole.Length == content.Length
        )
        {
            return new NewBlock(new MemoryStream(whole, writable: false), isKept ? whole : null);
        }

        return new NewBlock(new MemoryPartsStream([content]), isKept ? content.ToArray() : null);
    }

    [LoggerMessage(
        EventIds.RowGroupsNotMerged,
        LogLevel.Warning,
        "{Blob} keeps more row groups than it should; its rows are safe: {Problem}"
    )]
    private partial void LogNotMerged(string blob, string problem);
}
