namespace ModelData.LocalEventHubs.Storage;

/// <summary>The newest committed blocks of a partition. Not thread-safe: its partition guards it.</summary>
internal sealed class TailCache
{
    private readonly List<EventBlock> _blocks = [];
    private int _first;

    public void Add(EventBlock block) => _blocks.Add(block);

    public EventBlock? DropOldest()
    {
        if (_first == _blocks.Count)
        {
            return null;
        }

        EventBlock oldest = _blocks[_first];
        _blocks[_first++] = null!;
        if (_first > 64 && _first > _blocks.Count / 2)
        {
            _blocks.RemoveRange(0, _first);
            _first = 0;
        }

        return oldest;
    }

    public EventBlock? Find(long sequence)
    {
        int low = _first;
        int high = _blocks.Count - 1;
        if (low > high || sequence < _blocks[low].FirstSequence)
        {
            return null;
        }

        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_blocks[middle].FirstSequence <= sequence)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return sequence < _blocks[low].EndSequence ? _blocks[low] : null;
    }
}
