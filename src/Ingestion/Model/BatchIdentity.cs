namespace ModelData.Ingestion.Model;

/// <summary>
/// What makes a batch of a producer the same batch again. The key includes the address, so that nobody can silence another's rows by
/// guessing a producer id.
/// </summary>
/// <param name="ProducerId">The producer's id.</param>
/// <param name="Address">The partition key of the address: 32 hex digits.</param>
/// <param name="Sequence">The number of the batch, rising per producer and address.</param>
internal sealed record BatchIdentity(Guid ProducerId, string Address, long Sequence);
