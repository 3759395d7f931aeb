using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>The lanes of one address: one, or in the spread mode one per partition of the hub. Used by the pump only.</summary>
internal sealed class AddressLanes(CollectionAddress address, LaneContext context)
{
    private readonly List<AddressLane> _lanes = [];
    private int _turn;

    public IReadOnlyList<AddressLane> All => _lanes;

    /// <summary>Hands a batch to the lane with the fewest before it, the lanes taking turns: a partition that is slow or throttled gets fewer.</summary>
    public void Post(ClosedBatch batch)
    {
        int count = Count();
        _turn = (_turn + 1) % count;
        AddressLane next = _lanes[_turn];
        for (int i = 1; i < count && next.PendingCount > 0; i++)
        {
            AddressLane other = _lanes[(_turn + i) % count];
            next = other.PendingCount < next.PendingCount ? other : next;
        }
        next.Post(batch);
    }

    /// <summary>The lanes to choose from. Until the partitions are known it is the first, whose first batch asks for them.</summary>
    private int Count()
    {
        int count = Math.Max(1, context.Spread?.KnownCount ?? 1);
        while (_lanes.Count < count)
        {
            _lanes.Add(new AddressLane(address, _lanes.Count, context));
        }
        return count;
    }
}
