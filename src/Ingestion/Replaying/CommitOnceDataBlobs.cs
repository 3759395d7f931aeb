using Azure;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Data blobs of which everything but a commit may be repeated inside: a command has no second attempt of its own for a listing or a
/// block, as the worker has.
/// </summary>
/// <param name="repeated">Repeats requests.</param>
/// <param name="once">Repeats none.</param>
internal sealed class CommitOnceDataBlobs(IDataBlobs repeated, IDataBlobs once) : IDataBlobs
{
    public Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        repeated.ListAsync(prefix, cancellationToken);

    public Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken) =>
        repeated.LoadAsync(name, cancellationToken);

    public Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken) =>
        repeated.StageAsync(name, blockId, content, cancellationToken);

    public Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) => once.CommitAsync(name, blockIds, metadata, ifMatch, cancellationToken);

    public Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    ) => repeated.ReadAsync(name, offset, destination, ifMatch, cancellationToken);

    public Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken) =>
        repeated.ReadLengthAsync(name, cancellationToken);
}
