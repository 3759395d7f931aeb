using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Azure.Storage.Blobs;

namespace ModelData.Interop.DotNet;

/// <summary>A consumer on the official processor: it notes what it sees, and checkpoints as far as it is told.</summary>
internal sealed class OfficialProcessor(string connectionString, string hub, BlobContainerClient container)
    : PluggableCheckpointStoreEventProcessor<EventProcessorPartition>(
        new BlobCheckpoints(container),
        eventBatchMaximumCount: 5,
        EventHubConsumerClient.DefaultConsumerGroupName,
        connectionString,
        hub,
        new EventProcessorOptions
        {
            Identifier = Owner,
            DefaultStartingPosition = EventPosition.Earliest,
            LoadBalancingUpdateInterval = TimeSpan.FromSeconds(1),
            PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(5),
            LoadBalancingStrategy = LoadBalancingStrategy.Greedy,
            MaximumWaitTime = TimeSpan.FromMilliseconds(200),
            RetryOptions = DotNetSdk.Retry(),
        }
    ),
        IAsyncDisposable
{
    /// <summary>Its name among the owners.</summary>
    public const string Owner = "official";

    private readonly ConcurrentDictionary<(string Partition, long SequenceNumber), byte> _seen = new();
    private readonly ConcurrentDictionary<(string Partition, long SequenceNumber), byte> _covered = new();

    /// <summary>The last event of a partition that it checkpoints. Default: the last one that it sees.</summary>
    public long LastCheckpoint { get; init; } = long.MaxValue;

    /// <summary>What it has processed.</summary>
    public ICollection<(string Partition, long SequenceNumber)> Seen => _seen.Keys;

    /// <summary>What its checkpoints cover of it.</summary>
    public ICollection<(string Partition, long SequenceNumber)> Covered => _covered.Keys;

    /// <summary>What went wrong.</summary>
    public ConcurrentQueue<Exception> Errors { get; } = new();

    public async ValueTask DisposeAsync() => await StopProcessingAsync();

    protected override async Task OnProcessingEventBatchAsync(
        IEnumerable<EventData> events,
        EventProcessorPartition partition,
        CancellationToken cancellationToken
    )
    {
        EventData? last = null;
        foreach (EventData one in events)
        {
            _seen[(partition.PartitionId, one.SequenceNumber)] = 0;
            if (one.SequenceNumber <= LastCheckpoint)
            {
                last = one;
                _covered[(partition.PartitionId, one.SequenceNumber)] = 0;
            }
        }

        if (last is not null)
        {
            await UpdateCheckpointAsync(partition.PartitionId, CheckpointPosition.FromEvent(last), cancellationToken);
        }
    }

    protected override Task OnProcessingErrorAsync(
        Exception exception,
        EventProcessorPartition partition,
        string operationDescription,
        CancellationToken cancellationToken
    )
    {
        Errors.Enqueue(exception);
        return Task.CompletedTask;
    }
}
