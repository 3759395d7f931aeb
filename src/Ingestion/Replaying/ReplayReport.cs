namespace ModelData.Ingestion.Replaying;

/// <summary>What a replay read, and what became of it.</summary>
/// <param name="Container">The container that was written to.</param>
/// <param name="IsDryRun">Whether nothing was written on purpose.</param>
/// <param name="Partitions">What was read.</param>
/// <param name="Files">What was written.</param>
/// <param name="Duplicates">Batches dropped as a producer's retry.</param>
/// <param name="Refused">Events that were not understood, by reason.</param>
public sealed record ReplayReport(
    string Container,
    bool IsDryRun,
    IReadOnlyList<PartitionReport> Partitions,
    IReadOnlyList<ReplayedFile> Files,
    long Duplicates,
    IReadOnlyDictionary<string, long> Refused
)
{
    /// <summary>Whether rows are missing in a file.</summary>
    public bool HasRefusedFiles => Files.Any(file => file.Outcome == ReplayOutcome.Refused);
}
