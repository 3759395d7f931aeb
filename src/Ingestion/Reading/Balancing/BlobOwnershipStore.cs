using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>
/// Ownership as the blobs that the official SDKs write and read: an empty block blob
/// <c>{namespace host}/{hub}/{consumer group}/ownership/{partition}</c> per partition, the owner in its metadata, changed by compare-and-swap on
/// the ETag. Thread-safe.
/// </summary>
internal sealed class BlobOwnershipStore : IOwnershipStore
{
    // In lower case: storage keeps the case, and the JavaScript SDK reads exactly this.
    private const string OwnerIdKey = "ownerid";

    private readonly BlobContainerClient _container;
    private readonly string _prefix;

    /// <summary>Uses a container; it must exist.</summary>
    /// <param name="container">
    /// The container. Its client may retry: a claim whose answer was lost looks like a lost race, and the next listing tells.
    /// </param>
    /// <param name="fullyQualifiedNamespace">The namespace's host without a port, for example <c>ns1.servicebus.windows.net</c>.</param>
    /// <param name="hubName">The hub.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    public BlobOwnershipStore(
        BlobContainerClient container,
        string fullyQualifiedNamespace,
        string hubName,
        string consumerGroup
    )
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace);
        ArgumentException.ThrowIfNullOrEmpty(hubName);
        ArgumentException.ThrowIfNullOrEmpty(consumerGroup);
        _container = container;
        _prefix = $"{fullyQualifiedNamespace}/{hubName}/{consumerGroup}/ownership/".ToLowerInvariant();
    }

    /// <summary>Uses a container for the workers of a hub's consumer group.</summary>
    public static BlobOwnershipStore Create(BlobContainerClient container, IHubSource hub) =>
        new(container, hub.FullyQualifiedNamespace, hub.HubName, hub.ConsumerGroup);

    /// <inheritdoc/>
    /// <exception cref="RequestFailedException">The storage refused, for example because the container does not exist.</exception>
    public async Task<OwnershipListing> ListAsync(CancellationToken cancellationToken = default)
    {
        var ownerships = new List<PartitionOwnership>();
        DateTimeOffset now = default;
        await foreach (
            Page<BlobItem> page in _container
                .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, _prefix, cancellationToken)
                .AsPages()
                .ConfigureAwait(false)
        )
        {
            now = page.GetRawResponse().Headers.Date ?? now;
            foreach (BlobItem blob in page.Values)
            {
                ownerships.Add(
                    new PartitionOwnership(
                        blob.Name[_prefix.Length..],
                        FindOwner(blob.Metadata),
                        Version(blob.Properties.ETag!.Value),
                        blob.Properties.LastModified!.Value
                    )
                );
            }
        }

        return new OwnershipListing(now, ownerships);
    }

    /// <inheritdoc/>
    /// <exception cref="RequestFailedException">The storage refused, for example because the container does not exist.</exception>
    public async Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        ArgumentNullException.ThrowIfNull(ownerId);
        BlobClient blob = _container.GetBlobClient(_prefix + partitionId);
        var metadata = new Dictionary<string, string> { [OwnerIdKey] = ownerId };
        try
        {
            if (version is null)
            {
                var options = new BlobUploadOptions
                {
                    Metadata = metadata,
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                };
                BlobContentInfo created = await blob.UploadAsync(BinaryData.Empty, options, cancellationToken)
                    .ConfigureAwait(false);
                return new PartitionOwnership(partitionId, ownerId, Version(created.ETag), created.LastModified);
            }

            var conditions = new BlobRequestConditions { IfMatch = new ETag(version) };
            BlobInfo changed = await blob.SetMetadataAsync(metadata, conditions, cancellationToken)
                .ConfigureAwait(false);
            return new PartitionOwnership(partitionId, ownerId, Version(changed.ETag), changed.LastModified);
        }
        catch (RequestFailedException e)
            when (e.ErrorCode == BlobErrorCode.ConditionNotMet
                || e.ErrorCode == BlobErrorCode.BlobAlreadyExists
                // Somebody deleted it: the next listing shows none.
                || e.ErrorCode == BlobErrorCode.BlobNotFound
            )
        {
            return null;
        }
    }

    // Listings give it without quotes, answers to requests with them; as a condition it gets them again.
    private static string Version(ETag etag) => etag.ToString("G").Trim('"');

    // A record without an owner is one that was given up: whoever wrote it must not stop the others.
    private static string FindOwner(IDictionary<string, string> metadata)
    {
        foreach ((string name, string value) in metadata)
        {
            if (name.Equals(OwnerIdKey, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return "";
    }
}
