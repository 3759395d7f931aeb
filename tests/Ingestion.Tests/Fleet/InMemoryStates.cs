using System.Runtime.CompilerServices;
using Azure;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Tests.Fleet;

/// <summary>States in memory, under the same contract tests as blobs. Thread-safe.</summary>
internal sealed class InMemoryStates : IStateStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (PartitionState State, ETag ETag)> _states = [];
    private long _version;

    public Task<(PartitionState? State, ETag? ETag)> LoadAsync(string partitionId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<(PartitionState?, ETag?)>(
                _states.TryGetValue(partitionId, out var known) ? (known.State, known.ETag) : (null, null)
            );
        }
    }

    public async IAsyncEnumerable<ListedState> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<(string PartitionId, PartitionState State)> listed;
        lock (_lock)
        {
            listed = [.. _states.Select(it => (it.Key, it.Value.State)).OrderBy(it => it.Key, StringComparer.Ordinal)];
        }

        await Task.CompletedTask;
        foreach (var (id, state) in listed)
        {
            var facts = StateMetadata.TryRead(StateMetadata.Create(state with { Partition = id }), id);
            yield return new ListedState(id, facts, DateTimeOffset.UnixEpoch, TimeSpan.Zero);
        }
    }

    public Task<ETag?> TrySaveAsync(
        string partitionId,
        PartitionState state,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            ETag? present = _states.TryGetValue(partitionId, out var known) ? known.ETag : null;
            if (present != ifMatch)
            {
                return Task.FromResult<ETag?>(null);
            }

            var etag = new ETag($"\"{++_version}\"");
            _states[partitionId] = (state, etag);
            return Task.FromResult<ETag?>(etag);
        }
    }
}
