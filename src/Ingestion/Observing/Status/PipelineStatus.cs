using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>How a pipeline is, from hub and blobs alone: the same with no worker alive. Immutable.</summary>
public sealed record PipelineStatus
{
    /// <summary>Whether it works.</summary>
    public required PipelineVerdict Verdict { get; init; }

    /// <summary>The same in one sentence, with the cause and the mend where it does not.</summary>
    public required string Summary { get; init; }

    /// <summary>What is wrong, the worst first.</summary>
    public required IReadOnlyList<ReportedProblem> Problems { get; init; }

    /// <summary>When it was looked at, by the storage's clock; null when storage did not answer.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The hub, as <c>name in namespace, consumer group group</c>.</summary>
    public required string Hub { get; init; }

    /// <summary>How long the hub keeps events; null when neither workers nor the caller say so.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The partitions, by number.</summary>
    public required IReadOnlyList<PartitionStatus> Partitions { get; init; }

    /// <summary>The workers, by name.</summary>
    public required IReadOnlyList<WorkerStatus> Workers { get; init; }

    /// <summary>The addresses whose newest folder may still get rows, by name; null when they could not be listed.</summary>
    public IReadOnlyList<AddressStatus>? Addresses { get; init; }

    /// <summary>
    /// What producers say of themselves, by address, where their settings document has them do it; null when it could not be read.
    /// </summary>
    public IReadOnlyList<ProducerStatus>? Producers { get; init; }

    /// <summary>The same of producers beyond those that are kept one by one; null when it could not be read.</summary>
    public IReadOnlyList<UncountedProducers>? UncountedProducers { get; init; }

    /// <summary>What is dead-lettered; null when it could not be counted.</summary>
    public DeadLetterStatus? DeadLetters { get; init; }
}
