using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading;

/// <summary>
/// Sees what becomes of the events of partitions, and may keep rows from being written. The worker has none: it writes everything.
/// Thread-safe.
/// </summary>
internal interface IIntakeObserver
{
    /// <summary>Whether the rows of a folder are wanted. What is not wanted is passed over, and still remembered as read.</summary>
    bool Wants(CollectionAddress address, DateOnly day);

    /// <summary>A wanted batch was dropped as a producer's retry.</summary>
    void Duplicate();

    /// <summary>A wanted batch was understood and encoded.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="received">The event.</param>
    /// <param name="batch">Its rows.</param>
    /// <param name="encoded">The files that they go to.</param>
    /// <returns>Whether the rows are to be written.</returns>
    bool Accept(SourcePartition source, ReceivedEvent received, CollectedBatch batch, IReadOnlyList<FileRows> encoded);
}
