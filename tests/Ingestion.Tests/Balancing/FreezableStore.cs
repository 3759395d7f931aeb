using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Tests.Balancing;

/// <summary>Holds a member's requests back while it is frozen.</summary>
internal sealed class FreezableStore(IOwnershipStore store) : IOwnershipStore
{
    private volatile TaskCompletionSource? _frozen;

    public bool IsFrozen => _frozen is not null;

    public void Freeze() => _frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.TrySetResult();
    }

    public async Task<OwnershipListing> ListAsync(CancellationToken cancellationToken = default)
    {
        await (_frozen?.Task ?? Task.CompletedTask);
        return await store.ListAsync(cancellationToken);
    }

    public async Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken = default
    )
    {
        await (_frozen?.Task ?? Task.CompletedTask);
        return await store.TryWriteAsync(partitionId, ownerId, version, cancellationToken);
    }
}
