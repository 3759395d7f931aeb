namespace ModelData.Ingestion.Replaying;

/// <summary>A replay cannot go on. The message names the cause and the mend, for a person.</summary>
public sealed class ReplayException(string message, Exception? innerException = null)
    : Exception(message, innerException);
