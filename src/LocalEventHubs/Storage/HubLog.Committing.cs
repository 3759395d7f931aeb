using Microsoft.Extensions.Logging;

namespace ModelData.LocalEventHubs.Storage;

internal sealed partial class HubLog
{
    private readonly Thread _thread;
    private readonly AutoResetEvent _work = new(false);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<(PartitionLog Partition, int Bytes)> _cached = new();
    private readonly AcknowledgedRecord _acknowledged;
    private SegmentWriter _writer;
    private long _cachedBytes;
    private int _nextPartition;
    private int _hasWork;
    private volatile bool _isStopping;

    /// <summary>Wakes the commit thread.</summary>
    public void OnAppended()
    {
        if (Interlocked.Exchange(ref _hasWork, 1) == 0)
        {
            _work.Set();
        }
    }

    /// <summary>Commits what was appended and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopHousekeepingAsync();
        _isStopping = true;
        _work.Set();
        await _stopped.Task;
        _writer.Dispose();
        _segments.ForEach(segment => segment.Dispose());
        _acknowledged.Dispose();
        _work.Dispose();
    }

    // Group commit: while one transaction waits for the disk, the next one gathers.
    private void RunCommits()
    {
        var blocks = new List<EventBlock>();
        while (true)
        {
            _work.WaitOne();
            Interlocked.Exchange(ref _hasWork, 0);
            bool stop = _isStopping;
            while (CommitOnce(blocks)) { }
            if (stop)
            {
                _stopped.SetResult();
                return;
            }
        }
    }

    private bool CommitOnce(List<EventBlock> blocks)
    {
        blocks.Clear();
        var waiting = new List<IAppendListener>();
        Gather(blocks, waiting);
        if (blocks.Count == 0)
        {
            return false;
        }

        try
        {
            RollWhenFull();
            _writer.Commit(blocks);
        }
        catch (Exception e)
        {
            // Nothing of it is on the disk, so nothing that was placed behind it may be either.
            foreach (PartitionLog partition in _partitions)
            {
                partition.Rollback(waiting);
            }

            LogCommitFailed(e);
            Tell(waiting, e);
            return true;
        }

        Record(blocks);
        foreach (EventBlock block in blocks)
        {
            PartitionLog partition = _partitions[block.Partition];
            partition.Publish(block);
            _cached.Enqueue((partition, block.HeldBytes));
            _cachedBytes += block.HeldBytes;
        }

        while (
            _cachedBytes > _options.TailCacheBytes && _cached.TryDequeue(out (PartitionLog Partition, int Bytes) old)
        )
        {
            old.Partition.DropOldestCached();
            _cachedBytes -= old.Bytes;
        }

        OnUsed();
        Tell(waiting, null);
        NotifyReaders(blocks);
        return true;
    }

    private void Record(List<EventBlock> blocks)
    {
        try
        {
            _acknowledged.OnCommitted(blocks);
        }
        catch (IOException e)
        {
            // They are on the disk all the same; only a damage to them would not be seen.
            LogRecordFailed(e);
        }
    }

    // A transaction is held in memory until it is committed: beyond a size the other partitions wait for the next one.
    private void Gather(List<EventBlock> blocks, List<IAppendListener> waiting)
    {
        long bytes = 0;
        for (int i = 0; i < _partitions.Length && bytes < SegmentWriter.MostTransactionBytes; i++)
        {
            bytes += _partitions[_nextPartition].Take(blocks, waiting);
            _nextPartition = (_nextPartition + 1) % _partitions.Length;
        }
    }

    private void NotifyReaders(List<EventBlock> blocks)
    {
        int last = -1;
        foreach (EventBlock block in blocks)
        {
            // The blocks of one partition stand together.
            if (block.Partition != last)
            {
                last = block.Partition;
                _partitions[last].NotifyCommitted();
            }
        }
    }

    // The commit thread is the bottleneck of every sender: answering is left to the pool.
    private static void Tell(List<IAppendListener> waiting, Exception? failure) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static told =>
            {
                foreach (IAppendListener listener in told.Waiting)
                {
                    listener.OnCommitted(told.Failure);
                }
            },
            (Waiting: waiting, Failure: failure),
            preferLocal: false
        );

    private void RollWhenFull()
    {
        if (_writer.PayloadBytes >= _options.SegmentBytes || Volatile.Read(ref _rollWanted))
        {
            Roll();
        }
        else if (_writer.GetLogBytes() is var log && log > _options.SegmentBytes && log > 2 * _writer.PayloadBytes)
        {
            // Many small commits write the same pages again and again: start the write-ahead log over.
            _writer.Checkpoint();
        }
    }

    private void Roll()
    {
        Volatile.Write(ref _rollWanted, false);
        LogSegment full = _writer.Segment;
        var ends = new PartitionEnd[_partitions.Length];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = full.GetEnd(i);
        }

        int number = full.Number + 1;
        LogSegment segment = LogSegment.Create(
            GetSegmentPath(_options.Folder, number),
            number,
            Pool,
            ends,
            _options.IsSynchronous
        );
        var writer = new SegmentWriter(segment, _options.IsSynchronous);
        lock (_segmentsGate)
        {
            _segments.Add(segment);
        }

        // SQLite's index of the write-ahead log goes with the last connection, and the next one would read all of it again.
        full.KeepOpen();
        _writer.Dispose();
        _writer = writer;
        LogRolled(number);
    }

    [LoggerMessage(EventId = 5201, Level = LogLevel.Error, Message = "A commit failed; its senders are told.")]
    private partial void LogCommitFailed(Exception exception);

    [LoggerMessage(
        EventId = 5205,
        Level = LogLevel.Error,
        Message = "What was acknowledged could not be written down: damage to the newest events would not be noticed."
    )]
    private partial void LogRecordFailed(Exception exception);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Debug, Message = "Segment {Number} begins.")]
    private partial void LogRolled(int number);
}
