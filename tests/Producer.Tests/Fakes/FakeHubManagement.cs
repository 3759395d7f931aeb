using ModelData.EventHubs;

namespace ModelData.Producer.Tests;

/// <summary>A hub that tells its partitions, or fails as a test tells it.</summary>
internal sealed class FakeHubManagement : IHubManagement
{
    private int _reads;

    public IReadOnlyList<string> PartitionIds { get; set; } = ["0", "1", "2"];

    /// <summary>Decides each read by its number: an exception, or null for an answer.</summary>
    public Func<int, Exception?> Script { get; set; } = static _ => null;

    public int Reads => Volatile.Read(ref _reads);

    public async Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default)
    {
        int read = Interlocked.Increment(ref _reads);
        await Task.Yield();
        return Script(read) is { } failure
            ? throw failure
            : new HubProperties("fake", DateTimeOffset.UnixEpoch, PartitionIds);
    }

    public Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();
}
