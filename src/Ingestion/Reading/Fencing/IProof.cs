namespace ModelData.Ingestion.Reading.Fencing;

/// <summary>
/// Says of the events of one partition whether they may have consequences: whether a look at hub and ownership that began after they were
/// received still found this session as the owner. Thread-safe.
/// </summary>
internal interface IProof
{
    /// <summary>Waits until an event is proven, or never will be.</summary>
    /// <param name="sequenceNumber">The last event that must be proven.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see langword="false"/> when the session has ended: nothing that was received in it may be written any more.</returns>
    ValueTask<bool> ProveAsync(long sequenceNumber, CancellationToken cancellationToken);
}
