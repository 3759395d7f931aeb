namespace ModelData.Ingestion.Replaying;

/// <summary>Sequence numbers of a partition, from the first to the last.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
public readonly record struct SequenceRange(long First, long Last)
{
    /// <summary>How many they are.</summary>
    public long Count => Last - First + 1;
}
