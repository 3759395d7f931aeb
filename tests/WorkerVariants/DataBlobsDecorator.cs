using Azure;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestor.Variants;

/// <summary>Passes everything on.</summary>
internal abstract class DataBlobsDecorator(IDataBlobs inner) : IDataBlobs
{
    protected IDataBlobs Inner => inner;

    public virtual Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public virtual Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken) =>
        inner.LoadAsync(name, cancellationToken);

    public virtual Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken) =>
        inner.StageAsync(name, blockId, content, cancellationToken);

    public virtual Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) => inner.CommitAsync(name, blockIds, metadata, ifMatch, cancellationToken);

    public virtual Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    ) => inner.ReadAsync(name, offset, destination, ifMatch, cancellationToken);

    public virtual Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken) =>
        inner.ReadLengthAsync(name, cancellationToken);
}
