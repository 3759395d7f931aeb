namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>Where events go that are not understood. A write is durable when it returns, and idempotent. Thread-safe.</summary>
internal interface IDeadLetterStore
{
    Task WriteAsync(DeadLetter letter, CancellationToken cancellationToken);

    Task WriteAsync(SequenceGap gap, CancellationToken cancellationToken);
}
