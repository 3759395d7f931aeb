using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Ingestion.Completing;

/// <summary>Documents as blobs in the container of the data.</summary>
internal sealed class BlobFolderDocuments(BlobContainerClient container) : IFolderDocuments
{
    public async Task<(ReadOnlyMemory<byte> Content, ETag ETag)?> ReadAsync(
        string name,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        var options = new BlobDownloadOptions { Range = new HttpRange(0, maxBytes + 1L) };
        try
        {
            BlobDownloadResult document = await container
                .GetBlobClient(name)
                .DownloadContentAsync(options, cancellationToken);
            return (document.Content.ToMemory(), document.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 416)
        {
            // It is empty, and the answer does not say which version of it.
            BlobProperties properties = await container
                .GetBlobClient(name)
                .GetPropertiesAsync(cancellationToken: cancellationToken);
            return (ReadOnlyMemory<byte>.Empty, properties.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public async Task<bool> TryWriteAsync(
        string name,
        ReadOnlyMemory<byte> content,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Conditions = ifMatch is { } etag
                ? new BlobRequestConditions { IfMatch = etag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            await container.GetBlobClient(name).UploadAsync(new BinaryData(content), options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e)
            when (e.ErrorCode == BlobErrorCode.ConditionNotMet
                || e.ErrorCode == BlobErrorCode.BlobAlreadyExists
                || e.ErrorCode == BlobErrorCode.BlobNotFound
            )
        {
            return false;
        }
    }
}
