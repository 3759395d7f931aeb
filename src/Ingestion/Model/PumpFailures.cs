namespace ModelData.Ingestion.Model;

/// <summary>The session is over: see its <see cref="Fencing.PartitionSession.End"/>.</summary>
internal sealed class SessionEndedException() : Exception("The session on the partition is over");

/// <summary>A partition cannot be read on without risking rows; a person has to decide. The message names the cause and the mend.</summary>
internal class PartitionFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The state of a partition was there and is gone.</summary>
internal sealed class StateGoneException(string message) : PartitionFailedException(message);
