using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Where a receiver stands in its partition. Not thread-safe: its pump owns it.</summary>
internal sealed class EventCursor(PartitionLog log, long sequence)
{
    private EventBlock? _block;
    private int _index;
    private int _position;
    private long _sequence = sequence;

    /// <summary>Moves to the next event.</summary>
    /// <param name="isSent">Whether nothing in the library points to earlier events any more; asked at the end of a block.</param>
    /// <param name="stored">The event in stored form.</param>
    /// <returns><see langword="false"/> when there is none yet.</returns>
    public bool TryRead(Func<bool> isSent, out ArraySegment<byte> stored)
    {
        if (_block is null || _index == _block.Count)
        {
            if (_block is not null && isSent())
            {
                _block.Release();
            }

            _block = log.Read(_sequence);
            if (_block is null)
            {
                stored = default;
                return false;
            }

            // Retention may have outrun a slow receiver: it goes on at the oldest event that is left.
            _index = (int)Math.Max(_sequence - _block.FirstSequence, 0);
            _position = 0;
            for (int i = 0; i < _index; i++)
            {
                _position += _block.GetLength(i);
            }
        }

        int length = _block.GetLength(_index);
        stored = new ArraySegment<byte>(_block.PayloadArray, _position, length);
        _position += length;
        _index++;
        _sequence = _block.FirstSequence + _index;
        return true;
    }
}
