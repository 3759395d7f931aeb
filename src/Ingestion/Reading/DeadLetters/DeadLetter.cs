using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>An event that did not become rows, whole, and why.</summary>
/// <param name="Incarnation">The life of the hub that it came from.</param>
/// <param name="PartitionId">The partition.</param>
/// <param name="Event">The event.</param>
/// <param name="Refusal">The reason, short and in words.</param>
internal sealed record DeadLetter(HubIncarnation Incarnation, string PartitionId, ReceivedEvent Event, Refusal Refusal);

/// <summary>A range of sequence numbers that was never seen: retention was faster than the worker, or the hub lost events.</summary>
/// <param name="Incarnation">The life of the hub.</param>
/// <param name="PartitionId">The partition.</param>
/// <param name="First">The first missing sequence number.</param>
/// <param name="Last">The last missing sequence number.</param>
internal sealed record SequenceGap(HubIncarnation Incarnation, string PartitionId, long First, long Last)
{
    public const string Reason = "gap";

    public long Count => Last - First + 1;
}
