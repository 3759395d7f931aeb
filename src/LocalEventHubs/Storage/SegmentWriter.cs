using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>The writing connection to the newest segment; belongs to the hub's commit thread.</summary>
internal sealed class SegmentWriter : IDisposable
{
    /// <summary>What one transaction should hold at most.</summary>
    public const int MostTransactionBytes = 16 * 1024 * 1024;

    // Below this a second flush, for the second file, costs more than SQLite's copies and checksums.
    private const int LeastBytesBeside = 64 * 1024;

    private readonly bool _synchronous;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _commit;
    private readonly List<ReadOnlyMemory<byte>> _beside = [];

    public SegmentWriter(LogSegment segment, bool synchronous)
    {
        Segment = segment;
        _synchronous = synchronous;
        _connection = SegmentSchema.Open(segment.Path, create: false, synchronous);
        _begin = new SqliteStatement(_connection, "begin immediate");
        _insert = new SqliteStatement(
            _connection,
            $"insert into block ({SegmentSchema.RowColumns}, payload) values (?, ?, ?, ?, ?, ?, ?, ?)"
        );
        _commit = new SqliteStatement(_connection, "commit");
    }

    public LogSegment Segment { get; }

    /// <summary>Bytes of events written since the segment was opened.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>Commits all blocks in one transaction; when this returns they are on the disk.</summary>
    public void Commit(List<EventBlock> blocks)
    {
        long place = WriteBeside(blocks);
        _begin.Run();
        try
        {
            foreach (EventBlock block in blocks)
            {
                Insert(block, GoesBeside(block) ? place : null);
                place += GoesBeside(block) ? block.PayloadBytes : 0;
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

    private void Insert(EventBlock block, long? place)
    {
        var row = new StoredRow
        {
            Id = SegmentSchema.ToBlockId(block.Partition, block.FirstSequence),
            FirstOffset = block.FirstOffset,
            FirstTime = block.FirstTime,
            Directory = block.Directory,
            Place = place,
            PayloadCheck = BlockCheck.OfPayload(block.Payload.Span),
        };
        _insert.Bind(1, row.Id);
        _insert.Bind(2, row.FirstOffset);
        _insert.Bind(3, row.FirstTime);
        _insert.Bind(4, row.Directory);
        _insert.Bind(6, BlockCheck.OfRow(row));
        _insert.Bind(7, row.PayloadCheck);
        if (place is { } beside)
        {
            _insert.Bind(5, beside);
            _insert.BindNull(8);
        }
        else
        {
            _insert.BindNull(5);
            _insert.Bind(8, block.Payload.Span);
        }

        _insert.Run();
    }

    private static bool GoesBeside(EventBlock block) => block.PayloadBytes >= LeastBytesBeside;

    // On the disk before the transaction that names them.
    private long WriteBeside(List<EventBlock> blocks)
    {
        _beside.Clear();
        _beside.AddRange(blocks.Where(GoesBeside).Select(block => block.Payload));
        if (_beside.Count == 0)
        {
            return 0;
        }

        long place = Segment.Payloads.Append(_beside);
        if (_synchronous)
        {
            Segment.Payloads.Flush();
        }

        return place;
    }
}
