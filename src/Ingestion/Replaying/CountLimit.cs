using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Replaying;

/// <summary>Which events a group of files must contain.</summary>
/// <param name="Sequences">For each partition the highest sequence number.</param>
/// <param name="To">The last enqueued time; <see langword="null"/> for no such limit.</param>
internal sealed record CountLimit(CommittedSequences Sequences, DateTimeOffset? To)
{
    public bool Includes(SourcePartition source, ReceivedEvent received) =>
        Sequences.Contains(source, received.SequenceNumber) && !(received.EnqueuedTime > To);
}
