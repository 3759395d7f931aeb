using ModelData.Ingestion.Model;

namespace ModelData.Simulation.Checks;

/// <summary>A commit as it was sent.</summary>
/// <param name="Process">Who sent it.</param>
/// <param name="Blob">The file.</param>
/// <param name="Sequences">What it says is in the file.</param>
/// <param name="Proven">For each of these, the last number that its sender had proven at that time.</param>
internal sealed record Commit(
    SimulatedProcess Process,
    string Blob,
    CommittedSequences Sequences,
    IReadOnlyDictionary<SourcePartition, long> Proven
)
{
    public override string ToString() =>
        string.Join(' ', Sequences.Entries.Select(it => $"{it.Key.Partition}:{it.Value}"));
}
