using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>One reading connection to a segment; used by one caller at a time.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _find;
    private readonly BlockPool _pool;
    private readonly PayloadFile _payloads;

    public SegmentReader(string path, PayloadFile payloads, BlockPool pool)
    {
        _payloads = payloads;
        _pool = pool;
        _connection = SegmentSchema.Open(path, create: false, synchronous: false);
        _find = new SqliteStatement(
            _connection,
            "select id, first_offset, first_time, directory, place, payload from block where id <= ? and id >= ? order by id desc limit 1"
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

            long id = _find.GetLong(0);
            var block = new EventBlock(
                partition,
                SegmentSchema.ToFirstSequence(id),
                _find.GetLong(1),
                _find.GetLong(2),
                _find.GetBytes(3).ToArray(),
                _pool
            );
            if (withPayload)
            {
                if (_find.IsNull(4))
                {
                    _find.GetBytes(5).CopyTo(block.BeginFill());
                }
                else
                {
                    _payloads.Read(_find.GetLong(4), block.BeginFill());
                }
            }

            return block;
        }
        finally
        {
            _find.Reset();
        }
    }

    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }
}
