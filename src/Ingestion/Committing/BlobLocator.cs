using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>
/// Finds the file of a schema hash in a folder: the first one of this schema that is open. A file is closed by a commit of its own, or left by a
/// partition for good; one that is not ours any more is stepped over. Only when there is none is <c>data.csv</c> claimed, or, where another schema
/// holds it, <c>data-&lt;hash&gt;.csv</c>, or the next sibling. A name in between that nothing has is open as well, unless it was left: who left it
/// may have begun the sibling, and others still create it. Each format, and each partition where a model is spread, has files of its own. Where
/// <c>data.csv</c> learns types, these are only the siblings: see <see cref="NamesLocator"/>.
/// </summary>
internal sealed class BlobLocator(
    IDataBlobs blobs,
    BlockReader blocks,
    IFileFormat format,
    int? partition,
    LeftFiles? left = null,
    Placement placement = Placement.ByHash
)
{
    private readonly HashSet<string> _steppedOver = [];
    private DataFileName? _last;

    /// <summary>Whether a file was there when it was looked for last, but is not one to go on with.</summary>
    public bool HasSteppedOver(string blob) => _steppedOver.Contains(blob);

    /// <summary>Finds the file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="schema">The schema; a file with the same columns in another order is its file.</param>
    /// <param name="isLeft">Whether rows do not go to a file, whatever is in it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="includesClosed">Whether a closed file counts as well, as for whoever only reads it. Default: no.</param>
    public async Task<BlobState> LocateAsync(
        string folder,
        FeatureSchema schema,
        Func<DataFileName, bool> isLeft,
        CancellationToken cancellationToken,
        bool includesClosed = false
    )
    {
        string schemaHash = schema.TypedHash;
        _steppedOver.Clear();
        var files = await DataFiles.ListAsync(blobs, folder, format.Extension, partition, cancellationToken);
        foreach (var (file, metadata) in files.OrderBy(file => file.Key.ToString(), StringComparer.Ordinal))
        {
            // One that was this schema's the last time was edited.
            if (!BlobMetadata.IsOurs(metadata) || (file == _last && !IsOwn(file, metadata, schemaHash)))
            {
                StepOver(folder, file, LeftFile.Foreign);
            }
        }

        var own = files
            .Where(file => IsOwn(file.Key, file.Value, schemaHash))
            .Select(file => file.Key)
            .OrderBy(file => file.Ordinal)
            .ToList();

        foreach (var file in own)
        {
            if (!includesClosed && FindGap(files, file, isLeft) is { } gap)
            {
                _last = gap;
                return BlobState.Absent(folder, gap, Union(files, own, except: null));
            }

            if (isLeft(file) || (!includesClosed && BlobMetadata.IsClosed(files[file])))
            {
                continue;
            }

            var loaded = await blobs.LoadAsync($"{folder}/{file}", cancellationToken);
            if (loaded is null)
            {
                return await LocateAsync(folder, schema, isLeft, cancellationToken, includesClosed);
            }

            if (!includesClosed && BlobMetadata.IsClosed(loaded.Metadata))
            {
                // Between the listing and now: it may hold more than it did then.
                files[file] = loaded.Metadata;
                continue;
            }

            CommittedSequences? sequences = null;
            var damage = IsOwn(file, loaded.Metadata, schemaHash)
                ? DataFiles.FindDamage(loaded, out sequences)
                : LeftFile.Foreign;
            if (damage is { } reason)
            {
                StepOver(folder, file, reason);
                continue;
            }

            var blob = BlobState.Existing(folder, file, loaded, sequences!, Union(files, own, except: file));
            blob.Schema =
                loaded.Metadata.GetValueOrDefault(BlobMetadata.Order) == ColumnOrder.Hash(schema)
                    ? schema
                    : await format.ReadSchemaAsync(blob, schema, blocks, cancellationToken);
            if (blob.Schema is not null)
            {
                _last = file;
                return blob;
            }

            StepOver(folder, file, LeftFile.Unreadable);
        }

        var siblings = Union(files, own, except: null);
        var next = own.Count > 0 ? own[^1] with { Ordinal = own[^1].Ordinal + 1 } : FirstFree(files, schemaHash);
        while (files.ContainsKey(next) || isLeft(next))
        {
            next = next with { Ordinal = next.Ordinal + 1 };
        }

        _last = next;
        return BlobState.Absent(folder, next, siblings);
    }

    private static DataFileName? FindGap(
        Dictionary<DataFileName, IReadOnlyDictionary<string, string>> files,
        DataFileName before,
        Func<DataFileName, bool> isLeft
    )
    {
        for (int ordinal = 1; ordinal < before.Ordinal; ordinal++)
        {
            var name = before with { Ordinal = ordinal };
            if (!files.ContainsKey(name) && !isLeft(name))
            {
                return name;
            }
        }

        return null;
    }

    private bool IsOwn(DataFileName file, IReadOnlyDictionary<string, string> metadata, string schemaHash) =>
        placement == Placement.ByHash
            ? BlobMetadata.IsByHash(metadata, schemaHash)
            : file.SchemaHash == schemaHash
                && BlobMetadata.IsLearning(metadata)
                && metadata.GetValueOrDefault(BlobMetadata.Schema) == schemaHash;

    private void StepOver(string folder, DataFileName file, LeftFile reason)
    {
        string blob = $"{folder}/{file}";
        _steppedOver.Add(blob);
        left?.Leave(blob, reason);
    }

    private DataFileName FirstFree(
        Dictionary<DataFileName, IReadOnlyDictionary<string, string>> files,
        string schemaHash
    )
    {
        var file = new DataFileName(Partition: partition, Extension: format.Extension);
        if (placement == Placement.Sibling)
        {
            return file with { SchemaHash = schemaHash };
        }

        while (files.TryGetValue(file, out var metadata))
        {
            if (BlobMetadata.IsByHash(metadata))
            {
                return file with { SchemaHash = schemaHash, Ordinal = 1 };
            }

            file = file with { Ordinal = file.Ordinal + 1 };
        }

        return file;
    }

    private static CommittedSequences Union(
        Dictionary<DataFileName, IReadOnlyDictionary<string, string>> files,
        List<DataFileName> own,
        DataFileName? except
    ) => DataFiles.Union(own.Where(file => file != except).Select(file => files[file]));
}
