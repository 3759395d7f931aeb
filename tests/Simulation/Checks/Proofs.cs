using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Simulation.Checks;

/// <summary>
/// What one process has proven: the last event of a partition that it had received when an answer was asked for that says it owns the partition, and when
/// one was asked for that says the hub is the one it came from.
/// </summary>
internal sealed class Proofs
{
    private readonly List<(long At, SourcePartition Source, long Last)> _received = [];
    private readonly Dictionary<int, long> _owned = [];
    private readonly Dictionary<ulong, long> _seen = [];

    /// <summary>The id under which it owns partitions.</summary>
    public string? Session { get; set; }

    public void Received(long at, SourcePartition source, long last) => _received.Add((at, source, last));

    public void Listed(long begun, OwnershipListing listing)
    {
        foreach (var record in listing.Ownerships)
        {
            if (record.OwnerId.Equals(Session, StringComparison.OrdinalIgnoreCase))
            {
                int partition = int.Parse(record.PartitionId);
                _owned[partition] = Math.Max(begun, _owned.GetValueOrDefault(partition));
            }
        }
    }

    public void Looked(long begun, ulong incarnation) =>
        _seen[incarnation] = Math.Max(begun, _seen.GetValueOrDefault(incarnation));

    /// <summary>The last number that is proven; -1 when none is.</summary>
    public long Of(SourcePartition source)
    {
        long until = Math.Min(_owned.GetValueOrDefault(source.Partition), _seen.GetValueOrDefault(source.Incarnation));
        return _received.FindLast(it => it.Source == source && it.At < until) is { At: > 0 } last ? last.Last : -1;
    }
}
