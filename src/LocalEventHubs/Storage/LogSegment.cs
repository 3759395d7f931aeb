using Microsoft.Data.Sqlite;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// One part of a hub's log: a SQLite database, which says what was committed, and beside it the events of large blocks. It is
/// written until it is full and then only read; retention removes whole segments, so that deleting never competes with appending.
/// </summary>
internal sealed class LogSegment : IDisposable
{
    private const int MostIdleReaders = 4;

    private readonly Lock _gate = new();
    private readonly Stack<SegmentReader> _readers = new();
    private readonly BlockPool _pool;
    private readonly PartitionEnd[] _bases;
    private readonly PartitionEnd[] _ends;
    private int _users;
    private bool _isRemoved;

    private LogSegment(
        string path,
        int number,
        BlockPool pool,
        PartitionEnd[] bases,
        PartitionEnd[] ends,
        bool isChecked = true
    )
    {
        IsChecked = isChecked;
        _pool = pool;
        Path = path;
        Payloads = new PayloadFile(path);
        Number = number;
        _bases = bases;
        _ends = ends;
    }

    public string Path { get; }

    /// <summary>Whether its blocks have checksums: those of the first version have none.</summary>
    public bool IsChecked { get; }

    public int PartitionCount => _bases.Length;

    public int Number { get; }

    public PayloadFile Payloads { get; }

    /// <summary>The time of the newest event in it; 0 when it is empty.</summary>
    public long LastTime { get; private set; }

    public static LogSegment Create(string path, int number, BlockPool pool, PartitionEnd[] ends, bool synchronous)
    {
        // A leftover of a creation that was cut short.
        Delete(path);
        using SqliteConnection connection = SegmentSchema.Open(path, create: true, synchronous);
        SegmentSchema.CreateTables(connection, ends);
        return new LogSegment(path, number, pool, [.. ends], [.. ends]);
    }

    /// <summary>Opens a file of an earlier run.</summary>
    /// <returns><see langword="null"/> when its creation was cut short: it holds nothing then.</returns>
    public static LogSegment? TryOpen(string path, int number, BlockPool pool, int partitionCount)
    {
        using SqliteConnection connection = SegmentSchema.Open(path, create: false, synchronous: false);
        using SqliteCommand tables = connection.CreateCommand();
        tables.CommandText = "select count(*) from sqlite_master where name in ('partition_base', 'block')";
        if ((long)tables.ExecuteScalar()! < 2)
        {
            return null;
        }

        var bases = new PartitionEnd[partitionCount];
        Array.Fill(bases, PartitionEnd.Empty);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "select partition, next_sequence, next_offset, last_offset, last_time from partition_base";
        using (SqliteDataReader row = command.ExecuteReader())
        {
            while (row.Read())
            {
                int partition = row.GetInt32(0);
                if (partition < 0 || partition >= partitionCount)
                {
                    throw new DamagedLogException(
                        System.IO.Path.GetDirectoryName(path)!,
                        $"'{path}' names partition {partition} of this log, which cannot be."
                    );
                }

                bases[partition] = new PartitionEnd(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
            }
        }

        PartitionEnd[] ends = SegmentScan.FindEnds(connection, path, bases, pool);
        return new LogSegment(path, number, pool, bases, ends, SegmentSchema.IsChecked(connection))
        {
            LastTime = ends.Zip(bases)
                .Where(it => it.First != it.Second)
                .Select(it => it.First.LastTime)
                .DefaultIfEmpty()
                .Max(),
        };
    }

    public static void Delete(string path)
    {
        PayloadFile.Delete(path);
        File.Delete(path);
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }

    /// <summary>Where a partition begins in the file.</summary>
    public PartitionEnd GetBase(int partition) => _bases[partition];

    public PartitionEnd GetEnd(int partition)
    {
        lock (_gate)
        {
            return _ends[partition];
        }
    }

    /// <summary>The first sequence number in the file, or <see langword="null"/> when it holds nothing of the partition.</summary>
    public long? GetFirstSequence(int partition)
    {
        lock (_gate)
        {
            long first = _bases[partition].NextSequence;
            return _ends[partition].NextSequence > first ? first : null;
        }
    }

    /// <summary>Takes note of blocks that were committed.</summary>
    public void OnCommitted(List<EventBlock> blocks)
    {
        lock (_gate)
        {
            foreach (EventBlock block in blocks)
            {
                _ends[block.Partition] = PartitionEnd.After(block);
                LastTime = Math.Max(LastTime, block.LastTime);
            }
        }
    }

    /// <summary>The block that holds a sequence number, or the last one before it.</summary>
    public EventBlock? Read(int partition, long sequence, bool withPayload)
    {
        SegmentReader? reader;
        lock (_gate)
        {
            if (_isRemoved)
            {
                return null;
            }

            _users++;
            _readers.TryPop(out reader);
        }

        try
        {
            reader ??= new SegmentReader(Path, Payloads, _pool);
            return reader.Read(partition, sequence, withPayload);
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            reader?.Dispose();
            reader = null;
            throw;
        }
        finally
        {
            Return(reader);
        }
    }

    /// <summary>Keeps a connection of its own until the file is removed.</summary>
    public void KeepOpen()
    {
        var reader = new SegmentReader(Path, Payloads, _pool);
        lock (_gate)
        {
            _users++;
        }

        Return(reader);
    }

    /// <summary>Copies the write-ahead log into the database and empties it.</summary>
    public void Checkpoint()
    {
        lock (_gate)
        {
            if (_isRemoved)
            {
                return;
            }

            _users++;
        }

        try
        {
            using SqliteConnection connection = SegmentSchema.Open(Path, create: false, synchronous: true);
            SegmentSchema.Execute(connection, "pragma wal_checkpoint(truncate)");
        }
        finally
        {
            Return(null);
        }
    }

    /// <summary>Deletes the file as soon as nobody reads it.</summary>
    public void Remove()
    {
        bool delete;
        lock (_gate)
        {
            _isRemoved = true;
            delete = _users == 0;
        }

        if (delete)
        {
            Dispose();
            Delete(Path);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            while (_readers.TryPop(out SegmentReader? reader))
            {
                reader.Dispose();
            }
        }

        Payloads.Dispose();
    }

    private void Return(SegmentReader? reader)
    {
        bool delete;
        lock (_gate)
        {
            _users--;
            delete = _isRemoved && _users == 0;
            if (reader is not null && !_isRemoved && _readers.Count < MostIdleReaders)
            {
                _readers.Push(reader);
                reader = null;
            }
        }

        reader?.Dispose();
        if (delete)
        {
            Dispose();
            Delete(Path);
        }
    }
}
