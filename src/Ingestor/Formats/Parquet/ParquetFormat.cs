using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Diagnostics;

namespace ModelData.Ingestor.Formats.Parquet;

/// <summary>
/// Parquet: rows are parsed as they come and kept column by column. A commit adds a row group, merges small ones with it, and replaces
/// the footer, whose key-value metadata repeats position and schema.
/// </summary>
internal sealed partial class ParquetFormat(SemaphoreSlim? places, ILogger<ParquetFormat> logger) : IFileFormat
{
    // Larger blocks are seldom merged, and then read back.
    private const int LargestKeptBytes = 1024 * 1024;

    public FileKind Kind => FileKind.Parquet;

    public string Extension => "parquet";

    public bool NeedsSealing => true;

    /// <summary>
    /// Each commit writes what is known of all row groups: in a file that has a hundred of them, a flush of a hundred rows would upload far more of that
    /// than of rows. About 33 row groups may be on their way to a full one of 100,000 rows or 64 MB; so a file has 15 full ones at the least.
    /// </summary>
    public int MaxBlocks => 48;

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
        var footer = await blocks.ReadAsync(blob, blob.Blocks.Count - 1, cancellationToken);
        var found = ParquetFile.ReadSchema(footer);
        return found is not null && ColumnOrder.Map(found, schema) is not null ? found : null;
    }

    public async ValueTask<FileGrowth?> GrowAsync(
        BlobState blob,
        RowBuffer buffer,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        if (await OpenAsync(blob, buffer.Schema, blocks, cancellationToken) is not { } file)
        {
            return null;
        }

        var (segments, rowCounts) = Split(buffer);
        var growth = await file.GrowAsync(
            segments,
            rowCounts,
            (index, token) => blocks.ReadAsync(blob, index, token),
            Describe(metadata),
            cancellationToken,
            places
        );
        return ToGrowth(blob, growth);
    }

    public async ValueTask<FileGrowth?> SealAsync(
        BlobState blob,
        IReadOnlyDictionary<string, string> metadata,
        BlockReader blocks,
        CancellationToken cancellationToken
    )
    {
        var footer = await blocks.ReadAsync(blob, blob.Blocks.Count - 1, cancellationToken);
        if (
            ParquetFile.ReadSchema(footer) is not { } schema
            || await OpenAsync(blob, schema, blocks, cancellationToken) is not { } file
        )
        {
            return null;
        }

        var growth = await file.SealAsync(
            (index, token) => blocks.ReadAsync(blob, index, token),
            Describe(metadata),
            cancellationToken,
            places
        );
        return growth is null ? null : ToGrowth(blob, growth);
    }

    private FileGrowth ToGrowth(BlobState blob, ParquetGrowth growth)
    {
        if (growth.MergeProblem is { } problem)
        {
            LogNotMerged(blob.Name, problem);
        }

        return new FileGrowth(growth.KeptBlocks, [.. growth.NewBlocks.Select(ToBlock)]);
    }

    private static async ValueTask<ParquetFile?> OpenAsync(
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

        var footer = await blocks.ReadAsync(blob, blob.Blocks.Count - 1, cancellationToken);
        return ParquetFile.TryOpen([.. blob.Blocks.Select(block => block.Length)], footer, schema);
    }

    private static (List<ReadOnlyMemory<byte>> Segments, List<int> RowCounts) Split(RowBuffer buffer)
    {
        byte[] all = GC.AllocateUninitializedArray<byte>((int)buffer.Length);
        buffer.CopyTo(0, all);
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

    private static NewBlock ToBlock(ReadOnlyMemory<byte> content)
    {
        bool isKept = content.Length <= LargestKeptBytes;
        if (
            MemoryMarshal.TryGetArray(content, out var array)
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
