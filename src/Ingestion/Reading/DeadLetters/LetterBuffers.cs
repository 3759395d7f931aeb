using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Fencing;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>Makes the letter buffers of a worker: they share their memory, and end with it. Thread-safe.</summary>
/// <param name="packs">Where they go.</param>
/// <param name="blockIds">Names blocks.</param>
/// <param name="budget">The bytes that everything buffered may take.</param>
/// <param name="floods">Says what is dead-lettered.</param>
/// <param name="metrics">Counts it.</param>
/// <param name="time">The time.</param>
/// <param name="packLogger">Where it is said that a pack was changed.</param>
/// <param name="logger">Where everything else is said.</param>
internal sealed class LetterBuffers(
    LetterPackBlobs packs,
    IBlockIds blockIds,
    MemoryBudget budget,
    LetterFloods floods,
    WorkerMetrics metrics,
    TimeProvider time,
    ILogger<LetterPackWriter> packLogger,
    ILogger<LetterBuffer> logger
) : IDisposable
{
    private readonly LetterMemory _memory = new(budget);
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Makes the buffer of a partition in one life of its hub.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="source">Its place in <c>seq</c>.</param>
    /// <param name="incarnation">The life of the hub.</param>
    /// <param name="proof">Says which of its events count.</param>
    /// <param name="partitionEnded">Ends the wait for further letters: the partition is not read here any more.</param>
    public LetterBuffer Create(
        string partitionId,
        SourcePartition source,
        HubIncarnation incarnation,
        IProof proof,
        CancellationToken partitionEnded
    ) =>
        new(
            partitionId,
            new LetterPackWriter(incarnation, partitionId, source, packs.Blobs, blockIds, packLogger),
            proof,
            _memory,
            floods,
            metrics,
            time,
            logger,
            partitionEnded,
            _ended.Token
        );

    /// <summary>What is not written now is not written: the positions trail it.</summary>
    public void Dispose() => _ended.Cancel();
}
