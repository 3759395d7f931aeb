using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Broker;

/// <summary>A hub that is being served.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private readonly IReadOnlyList<HubLog> _logs;
    private int _roundRobin = -1;

    public Hub(
        string name,
        DateTimeOffset createdAt,
        IEnumerable<string> consumerGroups,
        IReadOnlyList<HubLog> logs,
        Func<int, Throughput?> createThroughput
    )
    {
        _logs = logs;
        Name = name;
        CreatedAt = createdAt;
        var groups = new HashSet<string>(consumerGroups, StringComparer.OrdinalIgnoreCase)
        {
            ProtocolNames.DefaultConsumerGroup,
        };
        int count = logs.Sum(log => log.Partitions.Count);
        Partitions =
        [
            .. Enumerable
                .Range(0, count)
                .Select(index => new Partition(
                    index,
                    logs[index % logs.Count].Partitions[index / logs.Count],
                    groups,
                    createThroughput(count)
                )),
        ];
    }

    public string Name { get; }

    public DateTimeOffset CreatedAt { get; }

    public IReadOnlyList<Partition> Partitions { get; }

    /// <summary>The partition for a key in UTF-8; without a key each call takes the next one.</summary>
    public Partition Choose(ReadOnlySpan<byte> partitionKey) =>
        partitionKey.IsEmpty
            ? Partitions[(int)((uint)Interlocked.Increment(ref _roundRobin) % (uint)Partitions.Count)]
            : Partitions[PartitionKeyHash.GetPartition(partitionKey, Partitions.Count)];

    /// <summary>The partition with an id as clients write it.</summary>
    public Partition? Find(ReadOnlySpan<char> id) =>
        int.TryParse(id, System.Globalization.NumberStyles.None, null, out int index)
        && index < Partitions.Count
        && Partitions[index].Id.AsSpan().SequenceEqual(id)
            ? Partitions[index]
            : null;

    public async ValueTask DisposeAsync()
    {
        foreach (HubLog log in _logs)
        {
            await log.DisposeAsync();
        }
    }
}
