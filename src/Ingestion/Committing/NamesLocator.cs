using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>
/// Finds the file that rows of the same names share in a folder: <c>data.csv</c>, if it has these names or is not there; <c>data-2.csv</c> when it is closed
/// or was left, and so on. See <see cref="SharedFile"/>.
/// </summary>
internal sealed class NamesLocator(
    IDataBlobs blobs,
    BlockReader blocks,
    IFileFormat format,
    int? partition,
    LeftFiles left
)
{
    private readonly HashSet<string> _steppedOver = [];
    private DataFileName? _last;

    /// <summary>Whether a file was there when it was looked for last, but is not one to go on with.</summary>
    public bool HasSteppedOver(string blob) => _steppedOver.Contains(blob);

    /// <summary>Finds the file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="schemas">The columns of the rows at hand, each with the same names.</param>
    /// <param name="filesLeft">The files that these rows do not go to any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see langword="null"/> when the first file has other names: then all rows go to siblings.</returns>
    public async Task<SharedFile?> LocateAsync(
        string folder,
        IReadOnlyList<FeatureSchema> schemas,
        IReadOnlyList<FileLeft> filesLeft,
        CancellationToken cancellationToken
    )
    {
        _steppedOver.Clear();
        var search = new Search(
            ColumnNames.Hash(schemas[0]),
            [.. schemas.Select(schema => schema.TypedHash)],
            await DataFiles.ListAsync(blobs, folder, format.Extension, partition, cancellationToken)
        );
        for (int ordinal = 1; ; ordinal++)
        {
            var name = new DataFileName(Ordinal: ordinal, Partition: partition, Extension: format.Extension);
            var wasLeft = filesLeft.FirstOrDefault(it => it.Name == $"{folder}/{name}");
            if (!search.Files.TryGetValue(name, out var metadata))
            {
                if (wasLeft is null)
                {
                    _last = name;
                    return search.Found(BlobState.Absent(folder, name, search.Others(name)), schemaHash: null);
                }

                continue;
            }

            // One that had these names the last time was edited.
            if (!BlobMetadata.IsOurs(metadata) || (name == _last && !search.IsFamily(metadata)))
            {
                StepOver(folder, name, LeftFile.Foreign);
                continue;
            }

            bool isFirst = search.First is null;
            if (wasLeft is { Types: null } || (!isFirst && (wasLeft is not null || !search.IsFamily(metadata))))
            {
                // The rows of these partitions have never been in it, or it is not of these files.
                continue;
            }

            if (!isFirst && BlobMetadata.IsClosed(metadata))
            {
                continue;
            }

            if (await blobs.LoadAsync($"{folder}/{name}", cancellationToken) is not { } loaded)
            {
                return await LocateAsync(folder, schemas, filesLeft, cancellationToken);
            }

            search.Files[name] = loaded.Metadata;
            if (DataFiles.FindDamage(loaded, out var sequences) is { } damage)
            {
                StepOver(folder, name, damage);
                continue;
            }

            var blob = BlobState.Existing(folder, name, loaded, sequences!, search.Others(name));
            var (read, schema) = await ReadAsync(blob, loaded.Metadata, schemas, cancellationToken);
            if (read != ReadColumns.Read)
            {
                if (read == ReadColumns.OtherNames)
                {
                    return null;
                }

                StepOver(folder, name, LeftFile.Unreadable);
                continue;
            }

            search.First ??= loaded.Metadata;
            string hash = loaded.Metadata.GetValueOrDefault(BlobMetadata.Schema, "");
            if (wasLeft is not null || BlobMetadata.IsClosed(loaded.Metadata))
            {
                if (isFirst)
                {
                    var known = wasLeft?.Types is { } types ? schema?.WithKnownTypes(types) ?? schema : schema;
                    search.Closed = new ClosedFile(hash, known, blob.KeepsTypes);
                }

                continue;
            }

            _last = name;
            return search.Found(
                BlobState.Existing(folder, name, loaded, sequences!, search.Others(name), schema),
                hash
            );
        }
    }

    // Which columns a file has is in its metadata but for their order, which is in the file.
    private async ValueTask<(ReadColumns Result, FeatureSchema? Schema)> ReadAsync(
        BlobState blob,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlyList<FeatureSchema> schemas,
        CancellationToken cancellationToken
    )
    {
        var any = schemas[0];
        string? order = metadata.GetValueOrDefault(BlobMetadata.Order);
        if (metadata.GetValueOrDefault(BlobMetadata.Types) is not { } types)
        {
            // It goes by its hash, and is shared by rows of that alone.
            string? hash = metadata.GetValueOrDefault(BlobMetadata.Schema);
            var same = schemas.FirstOrDefault(schema => schema.TypedHash == hash);
            if (same is null)
            {
                return (ReadColumns.Read, null);
            }

            var read =
                ColumnOrder.Hash(same) == order
                    ? same
                    : await format.ReadSchemaAsync(blob, same, blocks, cancellationToken);
            return (read is null ? ReadColumns.Damaged : ReadColumns.Read, read);
        }

        if (metadata.GetValueOrDefault(BlobMetadata.Names) != ColumnNames.Hash(any))
        {
            return (ReadColumns.OtherNames, null);
        }

        foreach (var schema in schemas)
        {
            if (schema.WithKnownTypes(types) is { } known && ColumnOrder.Hash(known) == order)
            {
                return (ReadColumns.Read, known);
            }
        }

        var unknown = any.WithKnownTypes(new string('?', any.ColumnTypes.Length))!;
        var found = await format.ReadSchemaAsync(blob, unknown, blocks, cancellationToken);
        var typed = found is null ? null : WithTypes(found, types);
        return (typed is null ? ReadColumns.Damaged : ReadColumns.Read, typed);
    }

    // The columns as the file has them; of those that it can only know as numbers the metadata say that nothing is known.
    private static FeatureSchema? WithTypes(FeatureSchema file, string types)
    {
        if (file.WithKnownTypes(types) is not { } known)
        {
            return null;
        }

        FeatureColumn[] columns = [.. known.Columns];
        for (int i = 0; i < columns.Length; i++)
        {
            var column = file.Columns[i];
            if (!column.IsUntyped && column.Type != columns[i].Type)
            {
                return null;
            }

            columns[i] = columns[i] with { Exact = column.Exact };
        }

        return new FeatureSchema(columns);
    }

    private void StepOver(string folder, DataFileName file, LeftFile reason)
    {
        string blob = $"{folder}/{file}";
        _steppedOver.Add(blob);
        left.Leave(blob, reason);
    }

    private enum ReadColumns
    {
        Read,
        OtherNames,
        Damaged,
    }

    /// <summary>What a search has found so far.</summary>
    /// <param name="names">The hash of the names.</param>
    /// <param name="hashes">The schema hashes of the rows at hand.</param>
    /// <param name="files">The files.</param>
    private sealed class Search(
        string names,
        HashSet<string> hashes,
        Dictionary<DataFileName, IReadOnlyDictionary<string, string>> files
    )
    {
        public Dictionary<DataFileName, IReadOnlyDictionary<string, string>> Files => files;

        /// <summary>The metadata of the first file.</summary>
        public IReadOnlyDictionary<string, string>? First { get; set; }

        public ClosedFile? Closed { get; set; }

        /// <summary>Whether a file is one of those that these rows share.</summary>
        public bool IsFamily(IReadOnlyDictionary<string, string> metadata) =>
            metadata.TryGetValue(BlobMetadata.Names, out string? own)
                ? own == names
                // Made by a worker that went by hashes.
                : metadata.TryGetValue(BlobMetadata.Schema, out string? hash)
                    && (hashes.Contains(hash) || First?.GetValueOrDefault(BlobMetadata.Schema) == hash);

        /// <summary>What the other files contain that these rows share.</summary>
        public CommittedSequences Others(DataFileName except) =>
            DataFiles.Union(
                files
                    .Where(file =>
                        file.Key.SchemaHash is null
                        && file.Key != except
                        && BlobMetadata.IsOurs(file.Value)
                        && IsFamily(file.Value)
                    )
                    .Select(file => file.Value)
            );

        public SharedFile Found(BlobState blob, string? schemaHash) =>
            new(
                blob,
                schemaHash,
                Closed,
                files
                    .Where(file => file.Key.SchemaHash is { } hash && BlobMetadata.IsByHash(file.Value, hash))
                    .Select(file => file.Key.SchemaHash!)
                    .ToHashSet(StringComparer.Ordinal)
            );
    }
}
