using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>Hands each letter to the store at once, one by one: for who only counts them, such as a replay.</summary>
internal sealed class DirectLetters(IDeadLetterStore store) : ILetterSink
{
    public async ValueTask AddAsync(DeadLetter letter, PendingEvent pending, CancellationToken cancellationToken)
    {
        await store.WriteAsync(letter, cancellationToken);
        pending.Begin();
        pending.Complete();
    }
}
