using Azure;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestor.Hosting;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>States as one worker reaches them.</summary>
internal sealed class LinkedStates(IStateStore states, Link link, History history) : IStateStore
{
    private string? _owner;

    /// <summary>A mistake: a save does not ask which version it replaces.</summary>
    public bool IgnoresConditions { get; init; }

    /// <summary>A mistake: which files were left is not saved.</summary>
    public bool ForgetsFiles { get; init; }

    /// <summary>A mistake: a state of any session of this identity is taken for that of the own one.</summary>
    public string? OwnIdentity { get; init; }

    public async Task<(PartitionState? State, ETag? ETag)> LoadAsync(
        string partitionId,
        CancellationToken cancellationToken
    )
    {
        var (state, version) = await link.AskStorageAsync(
            "load-state",
            partitionId,
            () => states.LoadAsync(partitionId, default),
            found => $"{found.ETag} {found.State?.Position} {found.State?.Routing}",
            cancellationToken
        );
        bool isTaken =
            OwnIdentity is not null && _owner is not null && state?.Owner?.StartsWith($"{OwnIdentity}/") == true;
        return (isTaken ? state! with { Owner = _owner } : state, version);
    }

    // Nothing that the simulation runs lists states.
    public IAsyncEnumerable<ListedState> ListAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ETag?> TrySaveAsync(
        string partitionId,
        PartitionState state,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) =>
        link.AskStorageAsync(
            "save-state",
            $"{partitionId} {state.Position} {state.Routing} if {ifMatch}",
            async () =>
            {
                _owner = state.Owner;
                if (IgnoresConditions)
                {
                    (_, ifMatch) = await states.LoadAsync(partitionId, default);
                }

                var kept = ForgetsFiles ? state with { FilesLeft = null, Refused = null } : state;
                var saved = await states.TrySaveAsync(partitionId, kept, ifMatch, default);
                if (saved is not null)
                {
                    history.Saved(link.Process, partitionId, state);
                }

                return saved;
            },
            saved => $"{saved}",
            cancellationToken
        );
}
