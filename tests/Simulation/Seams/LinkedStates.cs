using Azure;
using ModelData.Ingestor.State;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>States as one worker reaches them.</summary>
internal sealed class LinkedStates(IStateStore states, Link link, History history) : IStateStore
{
    /// <summary>A mistake: a save does not ask which version it replaces.</summary>
    public bool IgnoresConditions { get; init; }

    /// <summary>A mistake: which files were left is not saved.</summary>
    public bool ForgetsFiles { get; init; }

    public Task<(PartitionState? State, ETag? ETag)> LoadAsync(
        string partitionId,
        CancellationToken cancellationToken
    ) =>
        link.AskStorageAsync(
            "load-state",
            partitionId,
            () => states.LoadAsync(partitionId, default),
            found => $"{found.ETag} {found.State?.Position} {found.State?.Routing}",
            cancellationToken
        );

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
