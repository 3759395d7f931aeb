using ModelData.Ingestor.Formats;

namespace ModelData.Ingestor.Committing;

/// <summary>
/// Finds the file of a schema in a folder. The last file that already has this schema is used; only when there is none is
/// <c>data.csv</c> claimed, or, where another schema holds it, <c>data-&lt;hash&gt;.csv</c>. Files that are not ours are left alone and
/// stepped over. Each format, and each partition where a model is spread, has files of its own.
/// </summary>
internal sealed class BlobLocator(
    IDataBlobs blobs,
    BlockReader blocks,
    IFileFormat format,
    int? partition,
    LeftFiles? left = null
)
{
    private const string Prefix = "data";
    private readonly HashSet<DataFileName> _steppedOver = [];
    private DataFileName? _last;

    /// <summary>Whether a file was there when it was looked for last, but is not one to go on with.</summary>
    public bool HasSteppedOver(DataFileName file) => _steppedOver.Contains(file);

    /// <summary>Finds the file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="schema">The schema; a file with the same columns in another order is its file.</param>
    /// <param name="given">Files that this writer has given up, because storage refuses them or they are full.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<BlobState> LocateAsync(
        string folder,
        FeatureSchema schema,
        IReadOnlySet<DataFileName> given,
        CancellationToken cancellationToken
    )
    {
        string schemaHash = schema.Hash;
        _steppedOver.Clear();
        var files = await ListAsync(folder, cancellationToken);
        foreach (var (file, metadata) in files.OrderBy(file => file.Key.ToString(), StringComparer.Ordinal))
        {
            // One that was this schema's the last time was edited.
            if (!BlobMetadata.IsOurs(metadata) || (file == _last && !BlobMetadata.IsOurs(metadata, schemaHash)))
            {
                StepOver(folder, file, LeftFile.Foreign);
            }
        }

        var own = files
            .Where(file => BlobMetadata.IsOurs(file.Value, schemaHash))
            .Select(file => file.Key)
            .OrderBy(file => file.Ordinal)
            .ToList();

        for (int i = own.Count - 1; i >= 0; i--)
        {
            // Only the last may grow: an earlier one was left for a reason, and rows would lose their order.
            if (i < own.Count - 1 || given.Contains(own[i]))
            {
                break;
            }

            var loaded = await blobs.LoadAsync($"{folder}/{own[i]}", cancellationToken);
            if (loaded is null)
            {
                return await LocateAsync(folder, schema, given, cancellationToken);
            }

            if (FindDamage(loaded, schemaHash, out var sequences) is { } damage)
            {
                StepOver(folder, own[i], damage);
                continue;
            }

            var blob = BlobState.Existing(folder, own[i], loaded, sequences!, Union(files, own, except: own[i]));
            blob.Schema =
                loaded.Metadata.GetValueOrDefault(BlobMetadata.Order) == ColumnOrder.Hash(schema)
                    ? schema
                    : await format.ReadSchemaAsync(blob, schema, blocks, cancellationToken);
            if (blob.Schema is not null)
            {
                _last = own[i];
                return blob;
            }

            StepOver(folder, own[i], LeftFile.Unreadable);
        }

        var siblings = Union(files, own, except: null);
        var next = own.Count > 0 ? own[^1] with { Ordinal = own[^1].Ordinal + 1 } : FirstFree(files, schemaHash);
        while (files.ContainsKey(next) || given.Contains(next))
        {
            next = next with { Ordinal = next.Ordinal + 1 };
        }

        _last = next;
        return BlobState.Absent(folder, next, siblings);
    }

    private static LeftFile? FindDamage(LoadedBlob loaded, string schemaHash, out CommittedSequences? sequences)
    {
        sequences = CommittedSequences.TryUnpack(loaded.Metadata.GetValueOrDefault(BlobMetadata.Sequences));
        return !BlobMetadata.IsOurs(loaded.Metadata, schemaHash) ? LeftFile.Foreign
            : !BlobState.IsIntact(loaded) ? LeftFile.Replaced
            : sequences is null ? LeftFile.PositionsUnreadable
            : null;
    }

    private void StepOver(string folder, DataFileName file, LeftFile reason)
    {
        _steppedOver.Add(file);
        left?.Leave($"{folder}/{file}", reason);
    }

    private DataFileName FirstFree(
        Dictionary<DataFileName, IReadOnlyDictionary<string, string>> files,
        string schemaHash
    )
    {
        var file = new DataFileName(Partition: partition, Extension: format.Extension);
        while (files.TryGetValue(file, out var metadata))
        {
            if (BlobMetadata.IsOurs(metadata))
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
    )
    {
        var union = new CommittedSequences();
        foreach (var file in own)
        {
            if (
                file != except
                && CommittedSequences.TryUnpack(files[file].GetValueOrDefault(BlobMetadata.Sequences)) is { } sequences
            )
            {
                union.RaiseAll(sequences);
            }
        }

        return union;
    }

    private async Task<Dictionary<DataFileName, IReadOnlyDictionary<string, string>>> ListAsync(
        string folder,
        CancellationToken cancellationToken
    )
    {
        var files = new Dictionary<DataFileName, IReadOnlyDictionary<string, string>>();
        foreach (var blob in await blobs.ListAsync($"{folder}/{Prefix}", cancellationToken))
        {
            // Accounts with a hierarchical namespace list folders as well, and people leave files: neither parses.
            if (
                DataFileName.TryParse(blob.Name.AsSpan(folder.Length + 1), out var file)
                && file.Partition == partition
                && file.Extension == format.Extension
            )
            {
                files[file] = blob.Metadata;
            }
        }

        return files;
    }
}
