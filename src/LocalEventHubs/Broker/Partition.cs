using System.Collections.Frozen;
using System.Globalization;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Broker;

/// <summary>A partition: its log and who reads it.</summary>
internal sealed class Partition(int index, PartitionLog log, IEnumerable<string> consumerGroups, Throughput? throughput)
{
    private readonly FrozenDictionary<string, ReceiverGroup> _groups = consumerGroups.ToFrozenDictionary(
        group => group,
        _ => new ReceiverGroup(),
        StringComparer.OrdinalIgnoreCase
    );

    public string Id { get; } = index.ToString(CultureInfo.InvariantCulture);

    public PartitionLog Log { get; } = log;

    /// <summary>How much it may take and give; <see langword="null"/> for any amount.</summary>
    public Throughput? Throughput { get; } = throughput;

    public ReceiverGroup? FindGroup(string name) => _groups.GetValueOrDefault(name);
}
