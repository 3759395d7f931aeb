using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ModelData.Ingestion.Blobs;

/// <summary>Data blobs in a container. The client must be built with zero retries.</summary>
internal sealed class AzureDataBlobs(BlobContainerClient container) : IDataBlobs
{
    public async Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var listings = new List<BlobListing>();
        var blobs = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken);
        await foreach (var blob in blobs)
        {
            listings.Add(
                new BlobListing(
                    blob.Name,
                    blob.Metadata.AsReadOnly(),
                    blob.Properties.ETag ?? default,
                    blob.Properties.ContentLength ?? 0,
                    blob.Properties.LastModified ?? default
                )
            );
        }

        return listings;
    }

    public async Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var blob = container.GetBlockBlobClient(name);
        try
        {
            while (true)
            {
                // A block list carries no metadata: read it between two equal versions of the properties.
                BlobProperties before = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
                if (before.BlobType != BlobType.Block)
                {
                    return new LoadedBlob(before.ETag, before.ContentLength, before.Metadata.AsReadOnly(), []);
                }

                BlockList list = await blob.GetBlockListAsync(
                    BlockListTypes.Committed,
                    cancellationToken: cancellationToken
                );
                BlobProperties after = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
                if (before.ETag == after.ETag)
                {
                    var blocks = new List<CommittedBlock>();
                    foreach (var block in list.CommittedBlocks)
                    {
                        blocks.Add(new CommittedBlock(block.Name, block.SizeLong));
                    }

                    return new LoadedBlob(after.ETag, after.ContentLength, after.Metadata.AsReadOnly(), blocks);
                }
            }
        }
        catch (RequestFailedException e) when (e.Status == 404 && e.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }

    public async Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken) =>
        await container
            .GetBlockBlobClient(name)
            .StageBlockAsync(blockId, content, new BlockBlobStageBlockOptions(), cancellationToken);

    public async Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var options = new CommitBlockListOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = ContentType(name) },
            Metadata = metadata,
            Conditions = ifMatch is { } etag
                ? new BlobRequestConditions { IfMatch = etag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        BlobContentInfo info = await container
            .GetBlockBlobClient(name)
            .CommitBlockListAsync(blockIds, options, cancellationToken);
        return new CommitReceipt(info.ETag, info.VersionId);
    }

    public async Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    )
    {
        var options = new BlobDownloadOptions
        {
            Range = new HttpRange(offset, destination.Length),
            Conditions = new BlobRequestConditions { IfMatch = ifMatch },
        };
        using BlobDownloadStreamingResult result = await container
            .GetBlobClient(name)
            .DownloadStreamingAsync(options, cancellationToken);
        try
        {
            await result.Content.ReadExactlyAsync(destination, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new RequestFailedException(416, $"{name} ends within a block", "InvalidRange", null);
        }
    }

    public async Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken)
    {
        BlobProperties properties = await container
            .GetBlobClient(name)
            .GetPropertiesAsync(cancellationToken: cancellationToken);
        return (properties.ETag, properties.ContentLength);
    }

    private static string ContentType(string name) =>
        name.EndsWith(".parquet", StringComparison.Ordinal) ? "application/vnd.apache.parquet"
        : name.EndsWith(".jsonl", StringComparison.Ordinal) ? "application/jsonl"
        : "text/csv; charset=utf-8";
}
