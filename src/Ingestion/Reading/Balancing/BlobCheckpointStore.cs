using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>
/// Checkpoints as the blobs that the official SDKs write and read: an empty block blob
/// <c>{namespace host}/{hub}/{consumer group}/checkpoint/{partition}</c> per partition, its data in metadata. A consumer on an
/// official SDK, and tools such as KEDA's scaler, find them there. Thread-safe.
/// </summary>
internal sealed class BlobCheckpointStore : ICheckpointStore
{
    // Metadata names in lower case: storage keeps the case, and the JavaScript SDK reads exactly these.
    private const string SequenceNumberKey = "sequencenumber";
    private const string OffsetKey = "offset";
    private const string ClientIdentifierKey = "clientidentifier";

    // What some builds of the .NET SDK write in place of an offset.
    private const string NoOffset = "no offset";

    private readonly BlobContainerClient _container;
    private readonly string _prefix;
    private readonly string _clientIdentifier;

    /// <summary>Uses a container; it must exist.</summary>
    /// <param name="container">The container. Its client may retry: every request of this class can be repeated.</param>
    /// <param name="fullyQualifiedNamespace">The namespace's host without a port, for example <c>ns1.servicebus.windows.net</c>.</param>
    /// <param name="hubName">The hub.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="clientIdentifier">
    /// Who writes, in ASCII; kept beside each checkpoint for whoever looks at it. Default: a random one.
    /// </param>
    public BlobCheckpointStore(
        BlobContainerClient container,
        string fullyQualifiedNamespace,
        string hubName,
        string consumerGroup,
        string? clientIdentifier = null
    )
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace);
        ArgumentException.ThrowIfNullOrEmpty(hubName);
        ArgumentException.ThrowIfNullOrEmpty(consumerGroup);
        _container = container;
        _prefix = $"{fullyQualifiedNamespace}/{hubName}/{consumerGroup}/checkpoint/".ToLowerInvariant();
        _clientIdentifier = clientIdentifier ?? Guid.NewGuid().ToString("N");
    }

    /// <summary>Reads the checkpoint of a partition, as the official .NET SDK understands it.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The checkpoint; <see langword="null"/> when there is no blob, or none that holds an offset or a sequence number.
    /// </returns>
    /// <exception cref="RequestFailedException">The storage refused, for example because the container does not exist.</exception>
    public async Task<Checkpoint?> GetAsync(string partitionId, CancellationToken cancellationToken = default)
    {
        try
        {
            Response<BlobProperties> response = await GetBlob(partitionId)
                .GetPropertiesAsync(cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            return Read(partitionId, response.Value.Metadata);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RequestFailedException">The storage refused, for example because the container does not exist.</exception>
    public async Task UpdateAsync(
        string partitionId,
        long sequenceNumber,
        string offset,
        CancellationToken cancellationToken = default
    )
    {
        // Both are needed: the JavaScript SDK fails for the whole group when one blob lacks its offset.
        ArgumentException.ThrowIfNullOrEmpty(offset);
        var metadata = new Dictionary<string, string>
        {
            [SequenceNumberKey] = sequenceNumber.ToString(CultureInfo.InvariantCulture),
            [OffsetKey] = offset,
            [ClientIdentifierKey] = _clientIdentifier,
        };
        BlobClient blob = GetBlob(partitionId);
        try
        {
            await blob.SetMetadataAsync(metadata, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            await blob.UploadAsync(BinaryData.Empty, new BlobUploadOptions { Metadata = metadata }, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private static Checkpoint? Read(string partitionId, IDictionary<string, string> metadata)
    {
        string? offset = Find(metadata, OffsetKey);
        if (string.IsNullOrEmpty(offset) || offset.Equals(NoOffset, StringComparison.OrdinalIgnoreCase))
        {
            offset = null;
        }

        long? sequenceNumber =
            long.TryParse(
                Find(metadata, SequenceNumberKey),
                NumberStyles.Integer,
                CultureInfo.InvariantCulture,
                out long number
            )
            && number != long.MinValue
                ? number
                : null;
        return offset is null && sequenceNumber is null
            ? null
            : new Checkpoint(partitionId, sequenceNumber, offset, Find(metadata, ClientIdentifierKey));
    }

    private static string? Find(IDictionary<string, string> metadata, string key)
    {
        foreach ((string name, string value) in metadata)
        {
            if (name.Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    private BlobClient GetBlob(string partitionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        return _container.GetBlobClient(_prefix + partitionId);
    }
}
