namespace ModelData.Ingestor.Replaying;

/// <summary>A replay cannot go on. The message names the cause and the mend, for a person.</summary>
internal sealed class ReplayException(string message, Exception? innerException = null)
    : Exception(message, innerException);
