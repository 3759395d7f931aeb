using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>Looks for the file that rows go to, by the placement of their key.</summary>
internal sealed class FileSearch(BlobKey key, IDataBlobs blobs, BlockReader blocks, IFileFormat format, LeftFiles left)
{
    private readonly BlobLocator _byHash = new(blobs, blocks, format, key.Partition, left, key.Placement);
    private readonly NamesLocator _byNames = new(blobs, blocks, format, key.Partition, left);

    /// <summary>Whether a file was there when it was looked for last, but is not one to go on with.</summary>
    public bool HasSteppedOver(string blob) =>
        key.Placement == Placement.ByNames ? _byNames.HasSteppedOver(blob) : _byHash.HasSteppedOver(blob);

    /// <summary>Finds the file.</summary>
    /// <param name="buffer">The rows.</param>
    /// <param name="schema">Their columns in the order of the file, as far as that is known.</param>
    /// <param name="filesLeft">The files that they do not go to any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<FoundFile> FindAsync(
        RowBuffer buffer,
        FeatureSchema schema,
        IReadOnlyList<FileLeft> filesLeft,
        CancellationToken cancellationToken
    )
    {
        if (key.Placement == Placement.ByNames)
        {
            List<FeatureSchema> schemas = [.. buffer.Segments.Select(segment => segment.Schema).Distinct()];
            var shared = await _byNames.LocateAsync(key.Folder, schemas, filesLeft, cancellationToken);
            return new FoundFile(key, shared?.Blob, shared);
        }

        var blob = await _byHash.LocateAsync(
            key.Folder,
            schema,
            file => filesLeft.Any(it => it.Name == $"{key.Folder}/{file}"),
            cancellationToken
        );
        return new FoundFile(key, blob, shared: null);
    }
}
