using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Keeps what is dead-lettered.</summary>
internal sealed class ListedDeadLetters : IDeadLetterStore
{
    public List<DeadLetter> Letters { get; } = [];

    public List<SequenceGap> Gaps { get; } = [];

    public Task WriteAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        Letters.Add(letter);
        return Task.CompletedTask;
    }

    public Task WriteAsync(SequenceGap gap, CancellationToken cancellationToken)
    {
        Gaps.Add(gap);
        return Task.CompletedTask;
    }
}
