using System.Buffers;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// The growth of a file by the rows of one large event, a row group at a time: each is made when the one before it is staged, then the footer. Row groups
/// that are there already stay as they are. Not thread-safe.
/// </summary>
internal sealed class SlicedGrowth(
    ParquetFile file,
    LargeRows rows,
    FeatureSchema schema,
    IReadOnlyDictionary<string, string> keyValues
)
{
    /// <summary>Half a full buffer of ordinary rows: writing a row group takes several times its rows.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>A field takes eight bytes at most beside its text, and of some exact types sixteen.</summary>
    private const int MostFields = 512 * 1024;

    private readonly int[] _map = Model.ColumnOrder.MapNames(rows.Schema, schema)!;
    private readonly bool _isInOrder = rows.Schema.HeaderLine.Span.SequenceEqual(schema.HeaderLine.Span);
    private readonly List<RowGroupEntry> _entries = [];
    private readonly ArrayBufferWriter<byte> _encoded = new(MostBytes);
    private readonly RentedArrays _arrays = new();
    private Queue<ParquetBlock>? _footer;
    private int _position;

    /// <summary>The file once all of it is committed; set with the first block of the footer.</summary>
    public ParquetFile? After { get; private set; }

    /// <summary>Makes the next block, once the one before it is staged; its bytes are gone with the next call.</summary>
    public async ValueTask<ParquetBlock?> NextAsync(CancellationToken cancellationToken)
    {
        _arrays.Return();
        if (_position < rows.Length)
        {
            return new ParquetBlock(await WriteRowGroupAsync(cancellationToken), IsRented: true);
        }

        _footer ??= Finish();
        return _footer.TryDequeue(out var block) ? block : null;
    }

    private async ValueTask<ReadOnlyMemory<byte>> WriteRowGroupAsync(CancellationToken cancellationToken)
    {
        var csv = rows.Csv;
        var slice = CsvSlice.Take(csv.Span, _position, MostBytes, Math.Max(1, MostFields / schema.Columns.Count));
        var sources = Encode(csv[_position..slice.End], slice.Rows);
        long offset = _entries.Count == 0 ? file.DataLength : _entries[^1].Offset + _entries[^1].CompressedBytes;
        var (block, entry) = await RowGroupWriter.WriteAsync(schema, sources, offset, _arrays, cancellationToken);
        _entries.Add(entry);
        _position = slice.End;
        return block;
    }

    private List<IRowSource> Encode(ReadOnlyMemory<byte> csv, int count)
    {
        if (!_isInOrder)
        {
            var ordered = new ArrayBufferWriter<byte>(csv.Length);
            CsvReorder.Write(csv.Span, _map, ordered);
            csv = ordered.WrittenMemory;
        }

        _encoded.ResetWrittenCount();
        if (!ParquetRows.TryEncode(schema, csv.Span, count, _encoded, out var refusal))
        {
            throw new InvalidOperationException($"Rows that were checked cannot be encoded: {refusal?.Detail}");
        }

        List<IRowSource> sources = [];
        PartSource.AddAll(_encoded.WrittenMemory, sources);
        return sources;
    }

    private Queue<ParquetBlock> Finish()
    {
        var growth = file.Append(_entries, keyValues);
        After = growth.After;
        return new Queue<ParquetBlock>(growth.Rest);
    }
}
