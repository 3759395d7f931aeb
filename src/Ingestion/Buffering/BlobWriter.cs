using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// The rows of one schema, or of one set of names, in one folder on their way into its files. Pumps append to the newest buffer while the oldest is being
/// committed; a buffer is committed whole, and only once all of it is proven. Appending is thread-safe; flushing is one at a time, see
/// <see cref="FlushScheduler"/>. Times are timestamps of the monotonic clock.
/// </summary>
internal sealed class BlobWriter(
    WriterFiles files,
    ChunkPool pool,
    MemoryBudget budget,
    FlushSettings settings,
    IRefusedRows refusedRows,
    TimeProvider time
)
{
    private static readonly TimeSpan LaneWait = TimeSpan.FromMilliseconds(200);

    // Looks have a pace of their own.
    private static readonly TimeSpan ProofWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly SealedBuffers _sealed = new(files);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(15));
    private RowBuffer? _open;
    private long _lastUsed = time.GetTimestamp();
    private long _failedAt;
    private TimeSpan _wait;
    private long _bytes;
    private CommitOutcome _lastOutcome;
    private bool _isFlushing;
    private bool _isClosed;

    public string Target => files.First.Target;

    /// <summary>The column order in which rows need not be rearranged.</summary>
    public FeatureSchema Schema => files.First.Schema;

    public long BufferedBytes => Interlocked.Read(ref _bytes);

    public bool IsRefused => files.IsRefused;

    /// <summary>Whether rows wait that need not become older to be flushed.</summary>
    public bool HasSealed => Peek() is not null;

    /// <summary>Appends the rows of an event, for which the caller has reserved memory.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="schema">The columns of the rows; any order, but another one than before makes a block of its own.</param>
    /// <param name="form">The columns in whose types the rows are encoded.</param>
    /// <param name="rows">Its rows in the form of the format.</param>
    /// <param name="rowCount">Their number.</param>
    /// <param name="isFull">Whether the writer should be flushed now.</param>
    /// <returns><see langword="false"/> when the writer was closed for idleness: take a new one.</returns>
    public bool TryAppend(
        PendingEvent pending,
        FeatureSchema schema,
        FeatureSchema form,
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

            if (_open is not null && !_open.Schema.HeaderLine.Span.SequenceEqual(schema.HeaderLine.Span))
            {
                Seal();
            }

            _open ??= new RowBuffer(pool, schema, time.GetTimestamp());
            _open.Append(pending, rows, rowCount, schema, form);
            Interlocked.Add(ref _bytes, rows.Length);
            if (_open.Length >= settings.MaxBytes)
            {
                Seal();
                isFull = true;
            }

            return true;
        }
    }

    /// <summary>Takes the rows of a large event, which count in their lane: they should be flushed now.</summary>
    /// <returns><see langword="false"/> when the writer was closed for idleness: take a new one.</returns>
    public bool TryAppend(PendingEvent pending, FeatureSchema schema, LargeRows rows)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            if (_open is not null)
            {
                Seal();
            }

            _sealed.Add(RowBuffer.Of(pending, rows, schema, pool, time.GetTimestamp()));
            Interlocked.Add(ref _bytes, rows.Length);
            return true;
        }
    }

    /// <summary>When its oldest row came, if it is time to flush it; else <see langword="null"/>.</summary>
    public long? FindDue()
    {
        lock (_lock)
        {
            return _isFlushing || IsWaiting() ? null
                : _sealed.Count > 0 ? _sealed.Oldest.OpenedAt
                : _open is not null && IsOld(_open) ? _open.OpenedAt
                : null;
        }
    }

    /// <summary>When it was used last, if it has nothing to do; else <see langword="null"/>.</summary>
    public long? FindIdle()
    {
        lock (_lock)
        {
            return _isFlushing || _open is not null || _sealed.Count > 0 ? null : _lastUsed;
        }
    }

    /// <summary>Claims the writer for a flush, if it has one to do.</summary>
    /// <param name="isForced">Whether to flush what is younger than the age limit.</param>
    public bool TryBeginFlush(bool isForced)
    {
        lock (_lock)
        {
            bool hasRows = _sealed.Count > 0 || _open is not null;
            if (!hasRows || _isFlushing || IsWaiting())
            {
                return false;
            }

            _isFlushing = isForced || _sealed.Count > 0 || IsOld(_open!);
            if (_isFlushing && _sealed.Count == 0)
            {
                Seal();
            }

            return _isFlushing;
        }
    }

    /// <summary>
    /// Whether the oldest rows may be committed now, or none are left: what will never be is taken out. Called only after
    /// <see cref="TryBeginFlush"/>.
    /// </summary>
    public bool IsProven()
    {
        while (Peek() is { } oldest)
        {
            long before = oldest.Length;
            oldest.Remove(segment => segment.Event.Session.IsDropped(segment.Event.SequenceNumber));
            Release(oldest, before - oldest.Length);
            if (oldest.Segments.Count > 0)
            {
                return oldest.MayCommit;
            }

            Discard(oldest);
        }

        return true;
    }

    /// <summary>Ends a flush without a commit, since nothing is proven; it is tried again after a while.</summary>
    public void Postpone()
    {
        Wait(ProofWait);
        EndFlush();
    }

    /// <summary>
    /// Commits the oldest buffer, and the full ones behind it as far as they are proven, or learns why not. Called only after
    /// <see cref="TryBeginFlush"/>.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool goesOn = true;
            while (goesOn && IsProven() && Next() is { } buffer)
            {
                if (buffer.Large?.TryOpen() == false)
                {
                    Wait(LaneWait);
                    return;
                }

                long before = buffer.Length;
                var outcome = CommitOutcome.Unavailable;
                try
                {
                    outcome = await CommitAsync(buffer, cancellationToken);
                }
                finally
                {
                    // Others go on meanwhile. After a conflict the next attempt comes at once.
                    buffer.Large?.Close(
                        isGivenUp: outcome
                            is not (CommitOutcome.Committed or CommitOutcome.Conflict or CommitOutcome.Divided)
                    );
                }

                Release(buffer, before - buffer.Length);
                goesOn = Settle(buffer, outcome);
            }
        }
        finally
        {
            EndFlush();
        }
    }

    /// <summary>Closes a writer that has had nothing to do for a while.</summary>
    public bool TryClose(TimeSpan idle)
    {
        lock (_lock)
        {
            return _isClosed |=
                !_isFlushing && _open is null && _sealed.Count == 0 && time.GetElapsedTime(_lastUsed) >= idle;
        }
    }

    private async Task<CommitOutcome> CommitAsync(RowBuffer buffer, CancellationToken cancellationToken)
    {
        var (committer, refused) = files.Of(buffer);
        if (!await refused.DecideAsync(cancellationToken))
        {
            return CommitOutcome.Unavailable;
        }

        buffer.Remove(segment => refused.IsSuperseded(segment.Event.Session));
        if (buffer.Segments.Count == 0)
        {
            return CommitOutcome.Committed;
        }

        if (!_sealed.IsLetters(buffer))
        {
            return await committer.TryCommitAsync(buffer, cancellationToken);
        }

        // Read anew: what is in a file by now gets no letter.
        var outcome = await committer.TryTrimAsync(buffer, cancellationToken);
        if (outcome == CommitOutcome.Committed && buffer.Segments.Count > 0)
        {
            await refusedRows.WriteAsync(committer, buffer, cancellationToken);
        }

        return outcome;
    }

    // Whether to go on with the next buffer.
    private bool Settle(RowBuffer buffer, CommitOutcome outcome)
    {
        if (outcome != _lastOutcome)
        {
            // A conflict after an outage: storage is there again.
            _backoff.Reset();
            _lastOutcome = outcome;
        }

        switch (outcome)
        {
            case CommitOutcome.Committed:
                files.Took(buffer);
                Retire(buffer);
                return true;
            case CommitOutcome.Divided:
                lock (_lock)
                {
                    _sealed.Divide();
                }

                return true;
            case CommitOutcome.Unproven:
                return false;
            case CommitOutcome.Broken:
                foreach (var session in buffer.Sessions())
                {
                    session.EndAs(SessionEnd.Failed, files.Of(buffer).Committer.Problem);
                }

                break;
            case CommitOutcome.Refused:
                if (files.Refuse(buffer))
                {
                    // A decision is due: at once.
                    return true;
                }

                break;
        }

        Wait();
        return false;
    }

    private RowBuffer? Peek()
    {
        lock (_lock)
        {
            return _sealed.Count > 0 ? _sealed.Oldest : null;
        }
    }

    private RowBuffer? Next()
    {
        lock (_lock)
        {
            return _sealed.Next();
        }
    }

    private void Retire(RowBuffer buffer)
    {
        _backoff.Reset();
        foreach (var segment in buffer.Segments)
        {
            segment.Event.Complete();
        }

        Discard(buffer);
    }

    private void Discard(RowBuffer buffer)
    {
        buffer.ReturnChunks();
        lock (_lock)
        {
            _sealed.RemoveOldest();
            _wait = TimeSpan.Zero;
        }

        Release(buffer, buffer.Length);
    }

    private void Seal()
    {
        _sealed.Add(_open!);
        _open = null;
    }

    private bool IsOld(RowBuffer buffer) => time.GetElapsedTime(buffer.OpenedAt) >= settings.MaxAge;

    private bool IsWaiting() => _wait > TimeSpan.Zero && time.GetElapsedTime(_failedAt) < _wait;

    private void Wait() => Wait(_backoff.Next());

    private void Wait(TimeSpan wait)
    {
        lock (_lock)
        {
            (_failedAt, _wait) = (time.GetTimestamp(), wait);
        }
    }

    private void EndFlush()
    {
        lock (_lock)
        {
            _isFlushing = false;
            _lastUsed = time.GetTimestamp();
        }
    }

    private void Release(RowBuffer buffer, long bytes)
    {
        if (bytes > 0)
        {
            Interlocked.Add(ref _bytes, -bytes);
            // Large events count in their lane.
            if (buffer.Large is null)
            {
                budget.Release(bytes);
            }
        }
    }
}
