using Azure;
using ModelData.Ingestor.Committing;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>Data blobs as one worker reaches them.</summary>
internal sealed class OutsideBlobs(IDataBlobs blobs, Outside outside) : IDataBlobs
{
    /// <summary>A mistake: what the files say of their positions is not seen.</summary>
    public bool HidesSequences { get; init; }

    public async Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var listings = await outside.AskStorageAsync(
            () => blobs.ListAsync(prefix, cancellationToken),
            cancellationToken
        );
        return [.. listings.Select(listing => listing with { Metadata = Hide(listing.Metadata) })];
    }

    public async Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var blob = await outside.AskStorageAsync(() => blobs.LoadAsync(name, cancellationToken), cancellationToken);
        return blob is null ? null : blob with { Metadata = Hide(blob.Metadata) };
    }

    public Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken) =>
        outside.AskStorageAsync(
            async () =>
            {
                await blobs.StageAsync(name, blockId, content, cancellationToken);
                return 0;
            },
            cancellationToken
        );

    public Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) =>
        outside.AskStorageAsync(
            () => blobs.CommitAsync(name, blockIds, metadata, ifMatch, cancellationToken),
            cancellationToken
        );

    public Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    ) =>
        outside.AskStorageAsync(
            async () =>
            {
                await blobs.ReadAsync(name, offset, destination, ifMatch, cancellationToken);
                return 0;
            },
            cancellationToken
        );

    public Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken) =>
        outside.AskStorageAsync(() => blobs.ReadLengthAsync(name, cancellationToken), cancellationToken);

    private IReadOnlyDictionary<string, string> Hide(IReadOnlyDictionary<string, string> metadata) =>
        HidesSequences && metadata.ContainsKey(BlobMetadata.Sequences)
            ? new Dictionary<string, string>(metadata) { [BlobMetadata.Sequences] = new CommittedSequences().Pack() }
            : metadata;
}
