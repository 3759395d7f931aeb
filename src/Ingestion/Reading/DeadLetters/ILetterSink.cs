using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>Takes the letters of the intake of one partition, in the order of their events.</summary>
internal interface ILetterSink
{
    /// <summary>
    /// Takes a letter: begins the event as soon as there is room, and completes it when the letter is durable, which may be later. The
    /// memory of the received event is free again when the call returns.
    /// </summary>
    /// <param name="letter">The letter.</param>
    /// <param name="pending">Its event, not yet begun.</param>
    /// <param name="cancellationToken">Ends the wait for room; the event is not begun then.</param>
    ValueTask AddAsync(DeadLetter letter, PendingEvent pending, CancellationToken cancellationToken);
}
