using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.EventHubs.Processor;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.State;

/// <summary>
/// Saves one partition's position: first the state blob, then the official checkpoint as its mirror, for lag tools, KEDA and a
/// hand-over to other consumers. One call at a time.
/// </summary>
internal sealed partial class StateSaver(
    string partitionId,
    IStateStore states,
    ICheckpointStore checkpoints,
    IOptions<ManifestSettings> manifests,
    WorkerMetrics metrics,
    ILogger<StateSaver> logger
)
{
    private const int MaxConflicts = 3;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ETag? _etag;
    private PartitionState? _saved;

    public async Task<PartitionState?> LoadAsync(CancellationToken cancellationToken)
    {
        (_saved, _etag) = await states.LoadAsync(partitionId, cancellationToken);
        return _saved;
    }

    /// <summary>Saves the position if it has moved, or the settings if they have changed.</summary>
    public async Task SaveAsync(
        HubIncarnation incarnation,
        PartitionProgress progress,
        RoutingSettings routing,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var position = progress.Position;
            if (
                _saved is not null
                && _saved.Incarnation == incarnation.Text
                && (_saved.Position > position.SequenceNumber || IsSaved(position, routing, progress.Watermark))
            )
            {
                return;
            }

            await WriteAsync(Compose(incarnation, progress, routing), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool IsSaved(PartitionPosition position, RoutingSettings routing, DateTimeOffset? watermark) =>
        _saved!.Position == position.SequenceNumber && _saved.Routing == routing && !IsWatermarkDue(watermark);

    // A partition without events costs a write now and then, so that a day can be complete without it.
    private bool IsWatermarkDue(DateTimeOffset? watermark) =>
        manifests.Value.Enabled
        && watermark is { } present
        && (_saved!.Watermark is not { } saved || present - saved >= manifests.Value.CheckInterval);

    private static PartitionState Compose(
        HubIncarnation incarnation,
        PartitionProgress progress,
        RoutingSettings routing
    )
    {
        // First: it must not be ahead of the position that is saved with it.
        var watermark = progress.Watermark;
        var (position, memory) = progress.Snapshot();
        var producers = new List<ProducerState>(memory.Count);
        foreach (var (key, entry) in memory.Entries)
        {
            producers.Add(new ProducerState(key.Producer, key.Address, entry.Sequence, entry.EnqueuedTime));
        }

        return new PartitionState
        {
            Incarnation = incarnation.Text,
            HubCreatedAt = incarnation.CreatedAt,
            Position = position.SequenceNumber,
            Offset = position.Offset,
            EnqueuedTime = position.EnqueuedTime,
            Watermark = watermark,
            Routing = routing,
            Producers = producers,
        };
    }

    private async Task WriteAsync(PartitionState state, CancellationToken cancellationToken)
    {
        for (int conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            if (await states.TrySaveAsync(partitionId, state, _etag, cancellationToken) is { } etag)
            {
                _etag = etag;
                _saved = state;
                metrics.StateSaves.Add(1);
                if (state.Offset is not null)
                {
                    await checkpoints.UpdateAsync(partitionId, state.Position, state.Offset, cancellationToken);
                }

                return;
            }

            // A lost answer of our own write, a late write of a worker that is gone, or one that has taken over while we do not know yet.
            LogConflict(partitionId, state.Position);
            (var theirs, _etag) = await states.LoadAsync(partitionId, cancellationToken);
            if (theirs?.Incarnation == state.Incarnation && theirs.Position > state.Position)
            {
                // Never back: whoever starts from it would read again what is done.
                _saved = theirs;
                return;
            }
        }
    }

    [LoggerMessage(
        EventIds.StateConflict,
        LogLevel.Warning,
        "The state of partition {Partition} was written by somebody else while position {Position} was being saved"
    )]
    private partial void LogConflict(string partition, long position);
}
