using System.Runtime.InteropServices;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Memory;

/// <summary>An event that is decoded in <see cref="LargeEventLane"/>, once or again. Immutable.</summary>
/// <param name="Event">The event.</param>
/// <param name="DecodedBytes">The bytes of its payload once that is decompressed.</param>
/// <param name="NeededBytes">The most memory that it takes.</param>
/// <param name="Routing">What it is read by.</param>
internal sealed record LargeEvent(ReceivedEvent Event, int DecodedBytes, long NeededBytes, RoutingSettings Routing)
{
    public EventEnvelope Envelope =>
        new(Event.Properties, Event.ContentType, Event.ContentEncoding, Event.Body, Event.EnqueuedTime);

    /// <summary>Decodes it, and gives back what the rows do not hold.</summary>
    /// <param name="lane">Says what it has room for.</param>
    /// <param name="share">What it may take.</param>
    /// <param name="refusal">Why it has no rows.</param>
    /// <param name="needed">The most memory that it takes, as far as it was read.</param>
    public CollectedBatch? Read(LargeEventLane lane, LaneShare share, out Refusal? refusal, out long needed)
    {
        // A reader of its own: nothing but the rows is alive afterwards.
        var reader = new CollectedBatchReader((int)share.Bytes, DecodedBytes)
        {
            ReadsUntyped = Routing.UntypedColumns,
            ReadsExactTypes = Routing.ExactTypes,
            ReadsRedaction = Routing.RedactedColumns,
        };
        bool isRead = reader.TryRead(Envelope, out var batch, out refusal);
        needed = reader.NeededBytes;
        if (!isRead)
        {
            bool isTooLarge = refusal!.Reason == RefusalReasons.TooLargeForMemory;
            refusal = isTooLarge ? lane.Refuse(reader.NeededBytes) : refusal;
            return null;
        }

        share.Shrink(MemoryMarshal.TryGetArray(batch!.Rows, out var memory) ? memory.Array!.Length : share.Bytes);
        return batch;
    }
}
