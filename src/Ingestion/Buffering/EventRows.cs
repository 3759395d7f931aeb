using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Buffering;

/// <summary>The rows of an event on their way into one file.</summary>
/// <param name="Key">The file.</param>
/// <param name="Writer">Its writer, unless that was closed since.</param>
/// <param name="Schema">The columns of the event in the order of the rows.</param>
/// <param name="Form">The columns in whose types the rows are encoded: those of the file where the event does not know them.</param>
/// <param name="Rows">The rows in the form of the file's format.</param>
internal readonly record struct FileRows(
    BlobKey Key,
    BlobWriter Writer,
    FeatureSchema Schema,
    FeatureSchema Form,
    ReadOnlyMemory<byte> Rows
);

/// <summary>
/// Brings the rows of an event into the order and the form of each file that they go to. All of them, before any is buffered: an event
/// that one format cannot hold goes to none. Keeps memory between events; not thread-safe.
/// </summary>
internal sealed class EventRows(FileFormats formats, BlobWriters writers)
{
    // 64 bits of a hash: nobody meets this by chance.
    private static readonly Refusal SameHash = new(
        RefusalReasons.InvalidHeader,
        "The folder has other columns with the same schema hash"
    );

    private const int MostKeptBytes = ScratchMemory.MostBytes;

    private readonly List<FileRows> _all = [];
    private readonly Dictionary<FileKind, ArrayBufferWriter<byte>> _scratch = [];
    private readonly OrderedSchemas _ordered = new();

    /// <summary>The result for the last event, until the next one.</summary>
    public IReadOnlyList<FileRows> All => _all;

    /// <summary>Its size over all files.</summary>
    public long Bytes { get; private set; }

    /// <summary>Encodes the rows of an event.</summary>
    /// <param name="batch">The event.</param>
    /// <param name="folder">The folder of its files.</param>
    /// <param name="share">The partition whose files they are, where a model is spread.</param>
    /// <param name="kinds">The formats.</param>
    /// <param name="learnsTypes">Whether rows share a file whatever is not known of their types.</param>
    /// <param name="refusal">Why a format cannot hold the rows.</param>
    public bool TryEncode(
        CollectedBatch batch,
        string folder,
        int? share,
        IReadOnlyList<FileKind> kinds,
        bool learnsTypes,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        refusal = null;
        _all.Clear();
        Bytes = 0;
        foreach (var kind in kinds)
        {
            var columns = formats[kind].SchemaOf(batch.Schema);
            var key = Key(folder, columns, kind, share, learnsTypes);
            var writer = writers.Get(key, columns);
            if (_ordered.Find(columns, writer.Schema) is not { } schema)
            {
                refusal = SameHash;
                return false;
            }

            var csv = ReferenceEquals(schema, columns)
                ? batch.Rows
                : RowOrder.Change(batch.Schema, schema, batch.Rows)!.Value;
            var form = _ordered.FormOf(schema, writer.Schema);
            if (!formats[kind].TryEncode(form, csv, batch.RowCount, Scratch(kind), out var rows, out refusal))
            {
                return false;
            }

            _all.Add(new FileRows(key, writer, schema, form, rows));
            Bytes += rows.Length;
        }

        return true;
    }

    /// <summary>Finds the files of a large event, and checks its rows for each: they are brought into its form when it is written.</summary>
    /// <param name="batch">The event.</param>
    /// <param name="folder">The folder of its files.</param>
    /// <param name="share">The partition whose files they are, where a model is spread.</param>
    /// <param name="kinds">The formats.</param>
    /// <param name="learnsTypes">Whether rows share a file whatever is not known of their types.</param>
    /// <param name="refusal">Why a format cannot hold the rows.</param>
    public bool TryPlace(
        CollectedBatch batch,
        string folder,
        int? share,
        IReadOnlyList<FileKind> kinds,
        bool learnsTypes,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        refusal = null;
        _all.Clear();
        Bytes = 0;
        foreach (var kind in kinds)
        {
            var columns = formats[kind].SchemaOf(batch.Schema);
            var key = Key(folder, columns, kind, share, learnsTypes);
            var writer = writers.Get(key, columns);
            refusal = _ordered.Find(columns, writer.Schema) is null
                ? SameHash
                : formats[kind].Check(batch.Schema, batch.Rows, batch.RowCount);
            if (refusal is not null)
            {
                return false;
            }

            _all.Add(new FileRows(key, writer, columns, columns, default));
        }

        return true;
    }

    private static BlobKey Key(string folder, FeatureSchema schema, FileKind kind, int? share, bool learnsTypes) =>
        learnsTypes ? BlobKey.ByNames(folder, schema, kind, share) : new BlobKey(folder, schema.TypedHash, kind, share);

    private ArrayBufferWriter<byte> Scratch(FileKind kind)
    {
        // What one event made large is given back with the next one.
        if (!_scratch.TryGetValue(kind, out var scratch) || scratch.Capacity > MostKeptBytes)
        {
            _scratch[kind] = scratch = new ArrayBufferWriter<byte>();
        }

        scratch.ResetWrittenCount();
        return scratch;
    }
}
