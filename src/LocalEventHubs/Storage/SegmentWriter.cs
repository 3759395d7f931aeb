using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>The writing connection to the newest segment; belongs to the hub's commit thread.</summary>
internal sealed class SegmentWriter : IDisposable
{
    /// <summary>What one transaction should hold at most.</summary>
    public const int MostTransactionBytes = 16 * 1024 * 1024;

    // The pages of a transaction and some more, so that they are used again instead of being freed and faulted in anew.
    private const int CacheKib = (MostTransactionBytes / 1024) + (4 * 1024);

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _commit;

    public SegmentWriter(LogSegment segment, bool synchronous)
    {
        Segment = segment;
        _connection = SegmentSchema.Open(segment.Path, create: false, synchronous, CacheKib);
        _begin = new SqliteStatement(_connection, "begin immediate");
        _insert = new SqliteStatement(_connection, "insert into block values (?, ?, ?, ?, ?)");
        _commit = new SqliteStatement(_connection, "commit");
    }

    public LogSegment Segment { get; }

    /// <summary>Bytes of events written since the segment was opened.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>Commits all blocks in one transaction; when this returns they are on the disk.</summary>
    public void Commit(List<EventBlock> blocks)
    {
        _begin.Run();
        try
        {
            foreach (EventBlock block in blocks)
            {
                _insert.Bind(1, SegmentSchema.ToBlockId(block.Partition, block.FirstSequence));
                _insert.Bind(2, block.FirstOffset);
                _insert.Bind(3, block.FirstTime);
                _insert.Bind(4, block.Directory);
                Insert(block);
                PayloadBytes += block.PayloadBytes;
            }

            _commit.Run();
        }
        catch
        {
            SegmentSchema.Execute(_connection, "rollback");
            throw;
        }

        Segment.OnCommitted(blocks);
    }

    private void Insert(EventBlock block)
    {
        var pin = GCHandle.Alloc(block.PayloadArray, GCHandleType.Pinned);
        try
        {
            _insert.BindPinned(5, pin.AddrOfPinnedObject(), block.PayloadBytes);
            _insert.Run();
        }
        finally
        {
            pin.Free();
        }
    }

    public long GetLogBytes() => new FileInfo(Segment.Path + "-wal") is { Exists: true } log ? log.Length : 0;

    /// <summary>Copies the write-ahead log into the database, so that it starts over.</summary>
    public void Checkpoint() => SegmentSchema.Execute(_connection, "pragma wal_checkpoint(passive)");

    public void Dispose()
    {
        _begin.Dispose();
        _insert.Dispose();
        _commit.Dispose();
        _connection.Dispose();
    }
}
