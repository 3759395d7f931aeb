namespace ModelData.Ingestion.Model;

/// <summary>Where a sequence number counts: one partition of one incarnation of a hub.</summary>
/// <param name="Incarnation">The hash of namespace, hub name and creation time.</param>
/// <param name="Partition">The partition's number.</param>
internal readonly record struct SourcePartition(ulong Incarnation, int Partition) : IComparable<SourcePartition>
{
    public int CompareTo(SourcePartition other)
    {
        int byIncarnation = Incarnation.CompareTo(other.Incarnation);
        return byIncarnation != 0 ? byIncarnation : Partition.CompareTo(other.Partition);
    }
}
