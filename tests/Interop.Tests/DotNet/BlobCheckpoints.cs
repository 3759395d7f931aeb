using System.Globalization;
using Azure;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Interop.DotNet;

/// <summary>
/// Ownership and checkpoints as the official processor keeps them: empty blobs with metadata, under
/// <c>namespace/hub/group/ownership|checkpoint/partition</c>. Written from the format alone, so that it shares no mistake with ours.
/// </summary>
internal sealed class BlobCheckpoints(BlobContainerClient container) : CheckpointStore
{
    private const string OwnerKey = "ownerid";
    private const string OffsetKey = "offset";
    private const string SequenceNumberKey = "sequencenumber";
    private const string ClientKey = "clientidentifier";

    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        CancellationToken cancellationToken
    )
    {
        var listed = new List<EventProcessorPartitionOwnership>();
        string prefix = NameOf(fullyQualifiedNamespace, eventHubName, consumerGroup, "ownership", "");
        await foreach (
            BlobItem blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken)
        )
        {
            listed.Add(
                new EventProcessorPartitionOwnership
                {
                    FullyQualifiedNamespace = fullyQualifiedNamespace,
                    EventHubName = eventHubName,
                    ConsumerGroup = consumerGroup,
                    PartitionId = blob.Name[prefix.Length..],
                    OwnerIdentifier = blob.Metadata[OwnerKey],
                    LastModifiedTime = blob.Properties.LastModified!.Value,
                    Version = blob.Properties.ETag!.Value.ToString(),
                }
            );
        }

        return listed;
    }

    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership,
        CancellationToken cancellationToken
    )
    {
        var claimed = new List<EventProcessorPartitionOwnership>();
        foreach (EventProcessorPartitionOwnership wanted in desiredOwnership)
        {
            BlobClient blob = container.GetBlobClient(
                NameOf(
                    wanted.FullyQualifiedNamespace,
                    wanted.EventHubName,
                    wanted.ConsumerGroup,
                    "ownership",
                    wanted.PartitionId
                )
            );
            var metadata = new Dictionary<string, string> { [OwnerKey] = wanted.OwnerIdentifier };
            try
            {
                (ETag version, DateTimeOffset modified) = wanted.Version is null
                    ? await CreateAsync(blob, metadata, cancellationToken)
                    : await ReplaceAsync(blob, metadata, new ETag(wanted.Version), cancellationToken);
                wanted.Version = version.ToString();
                wanted.LastModifiedTime = modified;
                claimed.Add(wanted);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Somebody was faster.
            }
        }

        return claimed;
    }

    public override async Task<EventProcessorCheckpoint> GetCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        CancellationToken cancellationToken
    )
    {
        BlobClient blob = container.GetBlobClient(
            NameOf(fullyQualifiedNamespace, eventHubName, consumerGroup, "checkpoint", partitionId)
        );
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return new EventProcessorCheckpoint
            {
                FullyQualifiedNamespace = fullyQualifiedNamespace,
                EventHubName = eventHubName,
                ConsumerGroup = consumerGroup,
                PartitionId = partitionId,
                // Like the official one: the offset, where there is one.
                StartingPosition =
                    properties.Metadata.TryGetValue(OffsetKey, out string? offset) && offset.Length > 0
                        ? EventPosition.FromOffset(offset, isInclusive: false)
                        : EventPosition.FromSequenceNumber(
                            long.Parse(properties.Metadata[SequenceNumberKey], CultureInfo.InvariantCulture),
                            isInclusive: false
                        ),
            };
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null!;
        }
    }

    [Obsolete("The SDK gives the whole position.")]
    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        long offset,
        long? sequenceNumber,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("The SDK gives the whole position.");

    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        string clientIdentifier,
        CheckpointPosition startingPosition,
        CancellationToken cancellationToken
    )
    {
        BlobClient blob = container.GetBlobClient(
            NameOf(fullyQualifiedNamespace, eventHubName, consumerGroup, "checkpoint", partitionId)
        );
        return blob.UploadAsync(
            BinaryData.Empty,
            new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string>
                {
                    [OffsetKey] = startingPosition.OffsetString ?? "",
                    [SequenceNumberKey] = startingPosition.SequenceNumber.ToString(CultureInfo.InvariantCulture),
                    [ClientKey] = clientIdentifier,
                },
            },
            cancellationToken
        );
    }

    private static async Task<(ETag Version, DateTimeOffset Modified)> CreateAsync(
        BlobClient blob,
        Dictionary<string, string> metadata,
        CancellationToken cancellationToken
    )
    {
        BlobContentInfo created = await blob.UploadAsync(
            BinaryData.Empty,
            new BlobUploadOptions
            {
                Metadata = metadata,
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            },
            cancellationToken
        );
        return (created.ETag, created.LastModified);
    }

    private static async Task<(ETag Version, DateTimeOffset Modified)> ReplaceAsync(
        BlobClient blob,
        Dictionary<string, string> metadata,
        ETag version,
        CancellationToken cancellationToken
    )
    {
        BlobInfo replaced = await blob.SetMetadataAsync(
            metadata,
            new BlobRequestConditions { IfMatch = version },
            cancellationToken
        );
        return (replaced.ETag, replaced.LastModified);
    }

    private static string NameOf(string space, string hub, string group, string kind, string partition) =>
        $"{space.ToLowerInvariant()}/{hub.ToLowerInvariant()}/{group.ToLowerInvariant()}/{kind}/{partition}";
}
