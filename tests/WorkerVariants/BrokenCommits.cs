using Azure;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestor.Variants;

/// <summary>A mistake: commits over whatever version is there.</summary>
internal sealed class UnconditionalDataBlobs(IDataBlobs inner) : DataBlobsDecorator(inner)
{
    public override async Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var present = ifMatch is null ? null : await Inner.LoadAsync(name, cancellationToken);
        return await Inner.CommitAsync(name, blockIds, metadata, present?.ETag ?? ifMatch, cancellationToken);
    }
}

/// <summary>A mistake: does not look at what is in the blob.</summary>
internal sealed class ForgetfulDataBlobs(IDataBlobs inner) : DataBlobsDecorator(inner)
{
    public override async Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var listings = await Inner.ListAsync(prefix, cancellationToken);
        return [.. listings.Select(listing => listing with { Metadata = Forget(listing.Metadata) })];
    }

    public override async Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var blob = await Inner.LoadAsync(name, cancellationToken);
        return blob is null ? null : blob with { Metadata = Forget(blob.Metadata) };
    }

    private static Dictionary<string, string> Forget(IReadOnlyDictionary<string, string> metadata)
    {
        var forgotten = new Dictionary<string, string>(metadata);
        if (forgotten.ContainsKey(BlobMetadata.Sequences))
        {
            forgotten[BlobMetadata.Sequences] = new CommittedSequences().Pack();
        }

        return forgotten;
    }
}
