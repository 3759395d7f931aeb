namespace ModelData.Ingestor.Committing;

/// <summary>
/// Finds the file of a schema in a folder. The last file that already has this schema is used; only when there is none is
/// <c>data.csv</c> claimed, or, where another schema holds it, <c>data-&lt;hash&gt;.csv</c>. Files that are not ours are left alone and
/// stepped over.
/// </summary>
internal sealed class BlobLocator(IDataBlobs blobs)
{
    private const string Prefix = "data";
    private const string Extension = "csv";

    /// <summary>Finds the file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="schemaHash">The schema.</param>
    /// <param name="given">Files that this writer has given up, because storage refuses them or they are full.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<BlobState> LocateAsync(
        string folder,
        string schemaHash,
        IReadOnlySet<DataFileName> given,
        CancellationToken cancellationToken
    )
    {
        var files = await ListAsync(folder, cancellationToken);
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
                return await LocateAsync(folder, schemaHash, given, cancellationToken);
            }

            if (
                BlobMetadata.IsOurs(loaded.Metadata, schemaHash)
                && BlobState.IsIntact(loaded)
                && CommittedSequences.TryUnpack(loaded.Metadata.GetValueOrDefault(BlobMetadata.Sequences))
                    is { } sequences
            )
            {
                return BlobState.Existing(folder, own[i], loaded, sequences, Union(files, own, except: own[i]));
            }
        }

        var siblings = Union(files, own, except: null);
        var next = own.Count > 0 ? own[^1] with { Ordinal = own[^1].Ordinal + 1 } : FirstFree(files, schemaHash);
        while (files.ContainsKey(next) || given.Contains(next))
        {
            next = next with { Ordinal = next.Ordinal + 1 };
        }

        return BlobState.Absent(folder, next, siblings);
    }

    private static DataFileName FirstFree(
        Dictionary<DataFileName, IReadOnlyDictionary<string, string>> files,
        string schemaHash
    )
    {
        var file = new DataFileName();
        while (files.TryGetValue(file, out var metadata))
        {
            if (BlobMetadata.IsOurs(metadata))
            {
                return new DataFileName(schemaHash);
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
                && file is { Partition: null, Extension: Extension }
            )
            {
                files[file] = blob.Metadata;
            }
        }

        return files;
    }
}
