using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Buffering;

/// <summary>
/// The rows of one schema in one folder on their way into its file. Pumps append to the newest buffer while the oldest is being
/// committed; a buffer is committed whole. Appending is thread-safe; flushing is one at a time, see <see cref="FlushScheduler"/>.
/// </summary>
internal sealed class BlobWriter(
    BlobCommitter committer,
    ChunkPool pool,
    MemoryBudget budget,
    FlushSettings settings,
    IRefusedRows refusedRows,
    TimeProvider time
)
{
    private static readonly TimeSpan LaneWait = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Queue<RowBuffer> _sealed = new();
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(15));
    private RowBuffer? _open;
    private DateTimeOffset _lastUsed = time.GetUtcNow();
    private DateTimeOffset _notBefore;
    private DateTimeOffset? _refusedSince;
    private long _bytes;
    private long _largeBytes;
    private bool _isFlushing;
    private bool _isClosed;
    private bool _hasGivenUpFile;

    public string Target => committer.Target;

    /// <summary>The column order in which rows need not be rearranged.</summary>
    public FeatureSchema Schema => committer.Schema;

    public long BufferedBytes => Interlocked.Read(ref _bytes);

    public bool IsRefused => _refusedSince is not null;

    /// <summary>Appends the rows of an event, for which the caller has reserved memory.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="schema">The columns of the rows; any order, but another one than before makes a block of its own.</param>
    /// <param name="rows">Its rows in the form of the format.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="isFull">Whether the writer should be flushed now.</param>
    /// <returns><see langword="false"/> when the writer was closed for idleness: take a new one.</returns>
    public bool TryAppend(
        PendingEvent pending,
        FeatureSchema schema,
        ReadOnlySpan<byte> rows,
        int rowCount,
        out bool isFull
    )
    {
        lock (_lock)
        {
            isFull = false;
            if (_isClosed)
            {
                return false;
            }

            if (_open is not null && !_open.Schema.Equals(schema))
            {
                _sealed.Enqueue(_open);
                _open = null;
            }

            _open ??= new RowBuffer(pool, schema, time.GetUtcNow());
            _open.Append(pending, rows, rowCount);
            Interlocked.Add(ref _bytes, rows.Length);
            if (_open.Length >= settings.MaxBytes)
            {
                _sealed.Enqueue(_open);
                _open = null;
                isFull = true;
            }

            return true;
        }
    }

    /// <summary>Takes the rows of a large event, which count in their lane: they should be flushed now.</summary>
    /// <returns><see langword="false"/> when the writer was closed for idleness: take a new one.</returns>
    public bool TryAppend(PendingEvent pending, LargeRows rows)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            if (_open is not null)
            {
                _sealed.Enqueue(_open);
                _open = null;
            }

            _sealed.Enqueue(RowBuffer.Of(pending, rows, pool, time.GetUtcNow()));
            Interlocked.Add(ref _bytes, rows.Length);
            Interlocked.Add(ref _largeBytes, rows.Length);
            return true;
        }
    }

    /// <summary>When its oldest row came, if it is time to flush it; else <see langword="null"/>.</summary>
    public DateTimeOffset? FindDue(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_isFlushing || now < _notBefore)
            {
                return null;
            }

            return _sealed.TryPeek(out var oldest) ? oldest.OpenedAt
                : _open is not null && now - _open.OpenedAt >= settings.MaxAge ? _open.OpenedAt
                : null;
        }
    }

    /// <summary>When it was used last, if it has nothing to do; else <see langword="null"/>.</summary>
    public DateTimeOffset? FindIdle()
    {
        lock (_lock)
        {
            return _isFlushing || _open is not null || _sealed.Count > 0 ? null : _lastUsed;
        }
    }

    /// <summary>Claims the writer for a flush, if it has one to do.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isForced">Whether to flush what is younger than the age limit.</param>
    public bool TryBeginFlush(DateTimeOffset now, bool isForced)
    {
        lock (_lock)
        {
            bool hasRows = _sealed.Count > 0 || _open is not null;
            if (!hasRows || _isFlushing || now < _notBefore)
            {
                return false;
            }

            bool isDue = isForced || _sealed.Count > 0 || now - _open!.OpenedAt >= settings.MaxAge;
            return _isFlushing = isDue;
        }
    }

    /// <summary>
    /// Commits the oldest buffer, and the full ones behind it, or learns why not. Called only after <see cref="TryBeginFlush"/>.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            var buffer = SealOldest();
            while (buffer is not null)
            {
                if (buffer.Large?.TryOpen() == false)
                {
                    _notBefore = time.GetUtcNow() + LaneWait;
                    return;
                }

                long before = buffer.Length;
                var outcome = CommitOutcome.Unavailable;
                try
                {
                    outcome = await committer.TryCommitAsync(buffer, cancellationToken);
                }
                finally
                {
                    // Others go on meanwhile. After a conflict the next attempt comes at once.
                    buffer.Large?.Close(isGivenUp: outcome is CommitOutcome.Refused or CommitOutcome.Unavailable);
                }

                Release(buffer, before - buffer.Length);
                await SettleAsync(buffer, outcome, cancellationToken);
                buffer = outcome == CommitOutcome.Committed ? NextSealed() : null;
            }
        }
        finally
        {
            lock (_lock)
            {
                _isFlushing = false;
                _lastUsed = time.GetUtcNow();
            }
        }
    }

    /// <summary>Closes a writer that has had nothing to do for a while.</summary>
    public bool TryClose(DateTimeOffset now, TimeSpan idle)
    {
        lock (_lock)
        {
            return _isClosed |= !_isFlushing && _open is null && _sealed.Count == 0 && now - _lastUsed >= idle;
        }
    }

    private RowBuffer? SealOldest()
    {
        lock (_lock)
        {
            if (_sealed.Count == 0 && _open is not null)
            {
                _sealed.Enqueue(_open);
                _open = null;
            }
        }

        return NextSealed();
    }

    private RowBuffer? NextSealed()
    {
        lock (_lock)
        {
            return _sealed.TryPeek(out var oldest) ? oldest : null;
        }
    }

    private async Task SettleAsync(RowBuffer buffer, CommitOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome == CommitOutcome.Committed)
        {
            _refusedSince = null;
            _hasGivenUpFile = false;
            Retire(buffer);
            return;
        }

        var now = time.GetUtcNow();
        _notBefore = now + _backoff.Next();
        if (outcome != CommitOutcome.Refused)
        {
            return;
        }

        _refusedSince ??= now;
        // A refused blob must not fill the memory that the others need. Large events are not in it.
        long buffered = BufferedBytes - Interlocked.Read(ref _largeBytes);
        bool isTooLong = now - _refusedSince >= settings.RefusedFor || buffered > budget.CapacityBytes / 4;
        if (!isTooLong)
        {
            return;
        }

        if (!_hasGivenUpFile)
        {
            committer.GiveUpFile();
            _hasGivenUpFile = true;
            _notBefore = now;
            return;
        }

        await refusedRows.WriteAsync(committer, buffer, cancellationToken);
        Retire(buffer);
    }

    private void Retire(RowBuffer buffer)
    {
        _backoff.Reset();
        foreach (var segment in buffer.Segments)
        {
            segment.Event.Complete();
        }

        buffer.ReturnChunks();
        lock (_lock)
        {
            _sealed.Dequeue();
            _notBefore = default;
        }

        Release(buffer, buffer.Length);
    }

    private void Release(RowBuffer buffer, long bytes)
    {
        if (bytes > 0)
        {
            Interlocked.Add(ref _bytes, -bytes);
            if (buffer.Large is null)
            {
                budget.Release(bytes);
            }
            else
            {
                Interlocked.Add(ref _largeBytes, -bytes);
            }
        }
    }
}
