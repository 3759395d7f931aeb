using System.Collections.Concurrent;
using Azure;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestor.Variants;

/// <summary>The last event that was handed out, per partition.</summary>
internal sealed class ReadPositions
{
    public ConcurrentDictionary<string, ReceivedEvent> Last { get; } = new();
}

/// <summary>A mistake: saves how far was read, not how far was committed.</summary>
internal sealed class HastyStateStore(IStateStore inner, ReadPositions positions) : IStateStore
{
    public Task<(PartitionState? State, ETag? ETag)> LoadAsync(
        string partitionId,
        CancellationToken cancellationToken
    ) => inner.LoadAsync(partitionId, cancellationToken);

    public IAsyncEnumerable<ListedState> ListAsync(CancellationToken cancellationToken) =>
        inner.ListAsync(cancellationToken);

    public Task<ETag?> TrySaveAsync(
        string partitionId,
        PartitionState state,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) =>
        positions.Last.TryGetValue(partitionId, out var last)
            ? inner.TrySaveAsync(
                partitionId,
                state with
                {
                    Position = last.SequenceNumber,
                    Offset = last.Offset,
                    EnqueuedTime = last.EnqueuedTime,
                },
                ifMatch,
                cancellationToken
            )
            : inner.TrySaveAsync(partitionId, state, ifMatch, cancellationToken);
}

/// <summary>Notes what is read.</summary>
internal sealed class ObservedHubSource(IHubSource inner, ReadPositions positions) : HubSourceDecorator(inner)
{
    protected override ReceivedEvent Pass(string partitionId, ReceivedEvent received) =>
        positions.Last[partitionId] = received;
}

/// <summary>A mistake: takes every event for one of a stranger, which cannot be recognised again.</summary>
internal sealed class AnonymousHubSource(IHubSource inner) : HubSourceDecorator(inner)
{
    protected override ReceivedEvent Pass(string partitionId, ReceivedEvent received)
    {
        var properties = received
            .Properties.Where(property =>
                !property.Key.EndsWith(EventAttributes.ProducerId, StringComparison.Ordinal)
                && !property.Key.EndsWith(EventAttributes.BatchSequence, StringComparison.Ordinal)
            )
            .ToDictionary();
        return new ReceivedEvent
        {
            Body = received.Body,
            SequenceNumber = received.SequenceNumber,
            Offset = received.Offset,
            EnqueuedTime = received.EnqueuedTime,
            ContentType = received.ContentType,
            ContentEncoding = received.ContentEncoding,
            Properties = properties,
        };
    }
}
