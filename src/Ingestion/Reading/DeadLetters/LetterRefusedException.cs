namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>A hub does not take this event, whatever it does with others.</summary>
public sealed class LetterRefusedException(string message, Exception? innerException = null)
    : Exception(message, innerException);
