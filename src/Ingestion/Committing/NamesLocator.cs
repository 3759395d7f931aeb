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
    private const char Unknown = '?';

    private readonly HashSet<string> _steppedOver = [];

    /// <summary>Whether a file was there when it was looked for last, but is not one to go on with.</summary>
    public bool HasSteppedOver(string blob) => _steppedOver.Contains(blob);

    /// <summary>Finds the file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="schemas">The columns of the rows at hand, each with the same names.</param>
    /// <param name="filesLeft">The files that these rows do not go to any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// <see langword="null"/> when the first file has other names, or was left before anybody had made it: then all rows go to siblings.
    /// </returns>
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
            await DataFiles.ListAsync(blobs, folder, format.Extension, partition, cancellationToken)
        );
        for (int ordinal = 1; ; ordinal++)
        {
            var name = new DataFileName(Ordinal: ordinal, Partition: partition, Extension: format.Extension);
            var wasLeft = filesLeft.FirstOrDefault(it => it.Name == $"{folder}/{name}");
            if (wasLeft is { Types: null })
            {
                if (search.First is null)
                {
                    // Left before anybody had made it: what it will know is none of these partitions' business.
                    return null;
                }

                continue;
            }

            if (!search.Files.TryGetValue(name, out var metadata))
            {
                if (wasLeft is null)
                {
                    return search.Found(BlobState.Absent(folder, name, search.Others(name)), schemaHash: null);
                }

                continue;
            }

            if (!BlobMetadata.IsOurs(metadata))
            {
                StepOver(folder, name, LeftFile.Foreign);
                continue;
            }

            if (!BlobMetadata.IsLearning(metadata))
            {
                // Rows that are placed in this way have never been in it.
                continue;
            }

            bool isFirst = search.First is null;
            if (isFirst && !search.IsFamily(metadata))
            {
                return null;
            }

            if (!isFirst && (wasLeft is not null || BlobMetadata.IsClosed(metadata) || !search.IsFamily(metadata)))
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
            var (isReadable, schema) = await ReadAsync(blob, loaded.Metadata, schemas, cancellationToken);
            if (!isReadable)
            {
                StepOver(folder, name, LeftFile.Unreadable);
                continue;
            }

            search.First ??= loaded.Metadata;
            string hash = loaded.Metadata.GetValueOrDefault(BlobMetadata.Schema, "");
            if (wasLeft is not null || BlobMetadata.IsClosed(loaded.Metadata))
            {
                if (isFirst)
                {
                    var known = wasLeft?.Types is { } types && schema is not null ? AsItWas(schema, types) : schema;
                    search.Closed = new ClosedFile(hash, known, blob.KeepsTypes);
                }

                continue;
            }

            return search.Found(
                BlobState.Existing(folder, name, loaded, sequences!, search.Others(name), schema),
                hash
            );
        }
    }

    // Which columns a file has is in its metadata but for their order, which is in the file. Where it keeps no types, it is known to rows of its hash alone.
    private async ValueTask<(bool IsReadable, FeatureSchema? Schema)> ReadAsync(
        BlobState blob,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlyList<FeatureSchema> schemas,
        CancellationToken cancellationToken
    )
    {
        string? order = metadata.GetValueOrDefault(BlobMetadata.Order);
        FeatureSchema? read;
        if (metadata.GetValueOrDefault(BlobMetadata.Types) is not { } types)
        {
            string? hash = metadata.GetValueOrDefault(BlobMetadata.Schema);
            if (schemas.FirstOrDefault(schema => schema.TypedHash == hash) is not { } same)
            {
                return (true, null);
            }

            read =
                ColumnOrder.Hash(same) == order
                    ? same
                    : await format.ReadSchemaAsync(blob, same, blocks, cancellationToken);
            return (read is not null, read);
        }

        foreach (var schema in schemas)
        {
            if (schema.WithKnownTypes(types) is { } known && ColumnOrder.Hash(known) == order)
            {
                return (true, known);
            }
        }

        var any = schemas[0];
        var unknown = any.WithKnownTypes(new string(Unknown, any.ColumnTypes.Length))!;
        var found = await format.ReadSchemaAsync(blob, unknown, blocks, cancellationToken);
        read = found is null ? null : WithTypes(found, types);
        return (read is not null, read);
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

        return new FeatureSchema(columns, file.RedactionKeyId);
    }

    // What the file has learnt since is unknown to partitions that have left it.
    private static FeatureSchema AsItWas(FeatureSchema file, string types)
    {
        FeatureColumn[] columns = [.. file.Columns];
        for (int i = 0; i < types.Length && i + SystemColumns.Count < columns.Length; i++)
        {
            ref FeatureColumn column = ref columns[i + SystemColumns.Count];
            if (types[i] == Unknown)
            {
                column = new FeatureColumn(column.Name, FeatureType.Double) { IsUntyped = true };
            }
        }

        return new FeatureSchema(columns, file.RedactionKeyId);
    }

    private void StepOver(string folder, DataFileName file, LeftFile reason)
    {
        string blob = $"{folder}/{file}";
        _steppedOver.Add(blob);
        left.Leave(blob, reason);
    }

    /// <summary>What a search has found so far.</summary>
    /// <param name="names">The hash of the names.</param>
    /// <param name="files">The files.</param>
    private sealed class Search(string names, Dictionary<DataFileName, IReadOnlyDictionary<string, string>> files)
    {
        public Dictionary<DataFileName, IReadOnlyDictionary<string, string>> Files => files;

        /// <summary>The metadata of the first file.</summary>
        public IReadOnlyDictionary<string, string>? First { get; set; }

        public ClosedFile? Closed { get; set; }

        /// <summary>Whether a file is one of those that these rows share.</summary>
        public bool IsFamily(IReadOnlyDictionary<string, string> metadata) =>
            BlobMetadata.IsLearning(metadata) && metadata.GetValueOrDefault(BlobMetadata.Names) == names;

        /// <summary>What the other files contain that these rows share.</summary>
        public CommittedSequences Others(DataFileName except) =>
            DataFiles.Union(
                files
                    .Where(file => file.Key.SchemaHash is null && file.Key != except && IsFamily(file.Value))
                    .Select(file => file.Value)
            );

        public SharedFile Found(BlobState blob, string? schemaHash) => new(blob, schemaHash, Closed, Siblings());

        // By schema hash what the siblings of that hash contain.
        private Dictionary<string, CommittedSequences> Siblings() =>
            files
                .Where(file => file.Key.SchemaHash is not null && BlobMetadata.IsLearning(file.Value))
                .GroupBy(file => file.Key.SchemaHash!, file => file.Value, StringComparer.Ordinal)
                .ToDictionary(hash => hash.Key, DataFiles.Union, StringComparer.Ordinal);
    }
}
