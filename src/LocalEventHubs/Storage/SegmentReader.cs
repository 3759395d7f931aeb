using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>One reading connection to a segment; used by one caller at a time.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly string _path;
    private readonly bool _isChecked;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _find;
    private readonly BlockPool _pool;
    private readonly PayloadFile _payloads;

    public SegmentReader(string path, PayloadFile payloads, BlockPool pool)
    {
        _path = path;
        _payloads = payloads;
        _pool = pool;
        _connection = SegmentSchema.Open(path, create: false, synchronous: false);
        _isChecked = SegmentSchema.IsChecked(_connection);
        _find = new SqliteStatement(
            _connection,
            $"select {SegmentSchema.GetRowColumns(_connection)}, payload from block where id <= ? and id >= ? order by id desc limit 1"
        );
    }

    /// <summary>The block that holds a sequence number, or the last one before it. The caller releases it.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="sequence">The sequence number.</param>
    /// <param name="withPayload">Whether to read the events themselves.</param>
    public EventBlock? Read(int partition, long sequence, bool withPayload)
    {
        _find.Bind(1, SegmentSchema.ToBlockId(partition, sequence));
        _find.Bind(2, SegmentSchema.ToBlockId(partition, 0));
        try
        {
            if (!_find.Step())
            {
                return null;
            }

            StoredRow row = StoredRow.Read(_find, _path);
            var block = new EventBlock(
                partition,
                SegmentSchema.ToFirstSequence(row.Id),
                row.FirstOffset,
                row.FirstTime,
                row.Directory.ToArray(),
                _pool
            );
            if (withPayload)
            {
                Fill(block, row);
            }

            return block;
        }
        finally
        {
            _find.Reset();
        }
    }

    private void Fill(EventBlock block, in StoredRow row)
    {
        Span<byte> events = block.BeginFill();
        if (row.Place is { } place)
        {
            _payloads.Read(place, events);
        }
        else if (_find.GetBytes(7) is var stored && stored.Length == events.Length)
        {
            stored.CopyTo(events);
        }

        if (_isChecked && BlockCheck.OfPayload(events) != row.PayloadCheck)
        {
            throw new DamagedLogException(
                Path.GetDirectoryName(_path)!,
                $"The events from {block.FirstSequence} to {block.EndSequence - 1} in '{_path}' are damaged: their checksum does not fit."
            );
        }
    }

    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }
}
