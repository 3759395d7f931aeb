using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ModelData.Bench.Load.Backlog;

namespace ModelData.Bench.Load.Peers;

/// <summary>Blobs and checkpoints of the plain .NET peer; or storage that answers at once, when there is no account. Thread-safe.</summary>
internal sealed class PeerStorage
{
    private readonly BlobContainerClient? _container;
    private readonly BlobContainerClient? _checkpoints;
    private readonly ConcurrentDictionary<string, AppendBlobClient> _blobs = new();

    private PeerStorage(string? connectionString)
    {
        if (connectionString is not null)
        {
            _container = new BlobContainerClient(connectionString, PeerAudit.Container);
            _checkpoints = new BlobContainerClient(connectionString, "peers-checkpoints");
        }
    }

    /// <param name="connectionString">The account; null for none.</param>
    public static PeerStorage Create(string? connectionString) => new(connectionString);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_container is not null)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await _checkpoints!.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }

    /// <summary>Appends rows to a blob; a new one begins with the header. A path is written by one partition, one call at a time.</summary>
    public async Task AppendAsync(string path, byte[] header, MemoryStream rows)
    {
        if (_container is null)
        {
            return;
        }

        if (!_blobs.TryGetValue(path, out var blob))
        {
            blob = _container.GetAppendBlobClient(path);
            await blob.CreateAsync();
            await blob.AppendBlockAsync(new MemoryStream(header));
            _blobs[path] = blob;
        }

        await blob.AppendBlockAsync(rows);
    }

    /// <summary>Writes a blob of its own.</summary>
    public async Task WriteFileAsync(string path, MemoryStream file)
    {
        if (_container is not null)
        {
            await _container.GetBlobClient(path).UploadAsync(file);
        }
    }

    /// <summary>Writes a checkpoint where the official SDKs have it.</summary>
    public async Task CheckpointAsync(string partitionId, EventData last, CancellationToken cancellationToken)
    {
        if (_checkpoints is not null)
        {
            const string Folder = $"localhost/{BacklogPlan.HubName}/{PeerRun.ConsumerGroup}/checkpoint";
            var metadata = new Dictionary<string, string>
            {
                ["sequencenumber"] = last.SequenceNumber.ToString(CultureInfo.InvariantCulture),
                ["offset"] = last.OffsetString,
            };
            await _checkpoints
                .GetBlobClient($"{Folder}/{partitionId}")
                .UploadAsync(BinaryData.Empty, new BlobUploadOptions { Metadata = metadata }, cancellationToken);
        }
    }
}
