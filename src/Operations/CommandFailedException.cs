namespace ModelData.Operations;

/// <summary>A command cannot do what it was asked to. The message names the cause and the mend, for a person.</summary>
public sealed class CommandFailedException(string message, Exception? innerException = null)
    : Exception(message, innerException);
