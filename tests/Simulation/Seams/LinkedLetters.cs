using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>Dead letters as one worker writes them.</summary>
internal sealed class LinkedLetters(IDeadLetterStore letters, Link link, History history) : IDeadLetterStore
{
    public Task WriteAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        history.DeadLettered(link.Process, letter.Incarnation.Id, letter.PartitionId, letter.Event.SequenceNumber);
        return link.AskStorageAsync(
            "letter",
            $"{letter.PartitionId} {letter.Event.SequenceNumber} {letter.Refusal.Reason}",
            async () =>
            {
                await letters.WriteAsync(letter, default);
                return 0;
            },
            _ => "done",
            cancellationToken
        );
    }

    public Task WriteAsync(SequenceGap gap, CancellationToken cancellationToken)
    {
        history.DeadLettered(link.Process, gap.Incarnation.Id, gap.PartitionId, gap.Last);
        return link.AskStorageAsync(
            "gap",
            $"{gap.PartitionId} {gap.First}..{gap.Last}",
            async () =>
            {
                await letters.WriteAsync(gap, default);
                return 0;
            },
            _ => "done",
            cancellationToken
        );
    }
}
