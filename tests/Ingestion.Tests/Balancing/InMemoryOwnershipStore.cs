using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Tests.Balancing;

/// <summary>
/// Ownership in memory, under the same contract tests as blobs. <see cref="Before"/> and <see cref="After"/> let a test lose a request or its answer.
/// Thread-safe.
/// </summary>
internal sealed class InMemoryOwnershipStore(TimeProvider time) : IOwnershipStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PartitionOwnership> _records = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Runs before a request takes effect; throwing loses the request.</summary>
    public Action Before { get; set; } = () => { };

    /// <summary>Runs after a request took effect; throwing loses the answer.</summary>
    public Action After { get; set; } = () => { };

    /// <summary>How often a record was written.</summary>
    public long Writes => Interlocked.Read(ref _version);

    /// <summary>Who owns what, expired or not.</summary>
    public IReadOnlyDictionary<string, string> Owners
    {
        get
        {
            lock (_lock)
            {
                return _records.ToDictionary(record => record.Key, record => record.Value.OwnerId);
            }
        }
    }

    public Task<OwnershipListing> ListAsync(CancellationToken cancellationToken = default) =>
        RunAsync(() => new OwnershipListing(Now(), [.. _records.Values]), cancellationToken);

    public Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken = default
    ) =>
        RunAsync(
            () =>
            {
                _records.TryGetValue(partitionId, out var known);
                return known?.Version != version
                    ? null
                    : _records[partitionId] = new PartitionOwnership(partitionId, ownerId, $"{++_version}", Now());
            },
            cancellationToken
        );

    // HTTP dates have whole seconds.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());

    private async Task<T> RunAsync<T>(Func<T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        Before();
        T result;
        lock (_lock)
        {
            result = action();
        }

        After();
        return result;
    }
}
