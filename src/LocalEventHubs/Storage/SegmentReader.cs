using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>One reading connection to a segment; used by one caller at a time.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _places;
    private readonly BlockPool _pool;
    private sqlite3_blob? _payload;

    public SegmentReader(string path, BlockPool pool)
    {
        _pool = pool;
        _connection = SegmentSchema.Open(path, create: false, synchronous: false);
        _places = new SqliteStatement(
            _connection,
            "select id, first_offset, first_time, directory from block where id <= ? and id >= ? order by id desc limit 1"
        );
    }

    /// <summary>The block that holds a sequence number, or the last one before it. The caller releases it.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="sequence">The sequence number.</param>
    /// <param name="withPayload">Whether to read the events themselves.</param>
    public EventBlock? Read(int partition, long sequence, bool withPayload)
    {
        _places.Bind(1, SegmentSchema.ToBlockId(partition, sequence));
        _places.Bind(2, SegmentSchema.ToBlockId(partition, 0));
        try
        {
            if (!_places.Step())
            {
                return null;
            }

            long id = _places.GetLong(0);
            var block = new EventBlock(
                partition,
                SegmentSchema.ToFirstSequence(id),
                _places.GetLong(1),
                _places.GetLong(2),
                _places.GetBytes(3).ToArray(),
                _pool
            );
            if (withPayload)
            {
                ReadPayload(id, block.BeginFill());
            }

            return block;
        }
        finally
        {
            _places.Reset();
        }
    }

    public void Dispose()
    {
        _payload?.Dispose();
        _places.Dispose();
        _connection.Dispose();
    }

    // A column would be put together in memory of SQLite's first; a blob handle copies from its pages to ours.
    private void ReadPayload(long id, Span<byte> destination)
    {
        int code = _payload is null
            ? raw.sqlite3_blob_open(_connection.Handle!, "main", "block", "payload", id, 0, out _payload)
            : raw.sqlite3_blob_reopen(_payload, id);
        if (code == raw.SQLITE_OK)
        {
            code = raw.sqlite3_blob_read(_payload!, destination, 0);
        }

        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException($"SQLite error {code}: a block could not be read.", code);
        }
    }
}
