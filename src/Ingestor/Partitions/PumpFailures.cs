namespace ModelData.Ingestor.Partitions;

/// <summary>The hub was deleted and created again while it was being read.</summary>
internal sealed class HubRecreatedException() : Exception("The hub was deleted and created again");

/// <summary>A partition cannot be read on without risking rows; a person has to decide.</summary>
internal sealed class PartitionFailedException(string message, Exception? inner = null) : Exception(message, inner);
