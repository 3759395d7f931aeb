using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>
/// The background loop of a pipeline: empties the ring, turns rows into batches, closes them by size and age, hands them to their lanes. While rows linger it
/// sleeps and leaves them in the ring, where they are smallest.
/// </summary>
internal sealed class CollectionPump(PumpContext context)
{
    /// <summary>Records read under one hold of the gate: short, since a writer that makes room waits for it.</summary>
    private const int RecordsPerTurn = 64;

    private readonly RowQueue _queue = context.Queue;
    private readonly TimeProvider _clock = context.Clock;
    private readonly ConcurrentQueue<FlushRequest> _requested = new();
    private readonly List<FlushRequest> _flushes = [];
    private readonly Dictionary<int, RowBatcher> _batchers = [];
    private readonly Dictionary<CollectionAddress, AddressLanes> _lanes = [];
    private readonly long _wakeBytes = Math.Min(context.Limits.TargetBytes, context.Queue.Ring.CapacityBytes / 4);
    private volatile bool _isStopping;
    private volatile bool _hasEnded;
    private volatile bool _hasFailed;

    /// <summary>Whether it has ended before its time: what is left is never sent.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Asks for a flush; its task ends when everything before it is settled.</summary>
    public void Post(FlushRequest request)
    {
        _requested.Enqueue(request);
        _queue.Signal.Set();
        if (_hasEnded)
        {
            CompleteRequested();
        }
    }

    /// <summary>Ends lingering and, once the ring is closed and empty and all lanes are done, the loop.</summary>
    public void Stop()
    {
        _isStopping = true;
        _queue.Signal.Set();
    }

    private async Task RunAsync()
    {
        context.Logger.PumpStarted(context.HubName, context.Lanes.ProducerId);
        using ITimer timer = _clock.CreateTimer(
            static signal => ((WakeSignal)signal!).Set(),
            _queue.Signal,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        while (true)
        {
            // Looked at once a turn: a stop that comes in its middle must find a turn that closes every batch.
            bool isStopping = _isStopping;
            bool isEmpty = Drain();
            TakeRequests();
            CloseBatches(isStopping);
            SettleFlushes();
            if (isStopping && isEmpty && _queue.Ring.IsClosed && _queue.Ring.IsDrained)
            {
                break;
            }
            await SleepAsync(timer).ConfigureAwait(false);
        }
        foreach (AddressLane lane in _lanes.Values.SelectMany(lanes => lanes.All))
        {
            await lane.Completion.ConfigureAwait(false);
        }
        context.Logger.PumpStopped(context.HubName);
    }

    /// <summary>Runs until stopped; once <see cref="LaneContext.Abandon"/> is cancelled it only counts what is left.</summary>
    public async Task RunGuardedAsync()
    {
        try
        {
            await RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A bug here must not reach scoring; but it must not be silent either.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _hasFailed = true;
            _queue.Close();
            context.Logger.PumpFailed(exception, context.HubName);
        }
        _flushes.ForEach(static flush => flush.Complete());
        _hasEnded = true;
        // A caller posts and then looks whether the pump has ended; here it is the other way round, so that one of the two sees the other.
        Interlocked.MemoryBarrier();
        CompleteRequested();
    }

    /// <summary>Reads records until there is none, or no room for their batches.</summary>
    private bool Drain()
    {
        while (CanDrain)
        {
            int read = 0;
            lock (_queue.ReaderGate)
            {
                while (read < RecordsPerTurn && _queue.Ring.TryRead(out ReadOnlySpan<byte> record))
                {
                    read++;
                    Take(record);
                }
                _queue.Release();
            }
            LimitOpenBatches();
            if (read == 0)
            {
                return true;
            }
        }
        return false;
    }

    private void Take(ReadOnlySpan<byte> record)
    {
        RecordHeader header = RecordHeader.Read(record);
        if (context.Lanes.Abandon.IsCancellationRequested)
        {
            context.Collectors.Get(header.CollectorId).Counters.AddFailed(header.RowCount);
            return;
        }
        Batcher(header.CollectorId).Add(record);
    }

    private bool CanDrain => !context.Lanes.Backlog.IsFull || context.Lanes.Abandon.IsCancellationRequested;

    private async ValueTask SleepAsync(ITimer timer)
    {
        long head = _queue.Ring.Head;
        long? oldest = OldestOpenedAt();
        bool canDrain = CanDrain;
        // Nothing open: the first row wakes. Something open: enough rows for a batch wake, else its linger ends the sleep. No room: a lane wakes.
        long alarm =
            !canDrain ? long.MaxValue
            : oldest is null ? head + 1
            : head + _wakeBytes;
        _queue.SetAlarm(alarm);
        if (!canDrain || _queue.Ring.Tail < alarm || !HasRecord())
        {
            TimeSpan left = oldest is { } opened
                ? context.Linger - _clock.GetElapsedTime(opened)
                : Timeout.InfiniteTimeSpan;
            if (oldest is null || left > TimeSpan.Zero)
            {
                timer.Change(left, Timeout.InfiniteTimeSpan);
                await _queue.Signal.WaitAsync().ConfigureAwait(false);
            }
        }
        _queue.ClearAlarm();
    }

    private bool HasRecord()
    {
        lock (_queue.ReaderGate)
        {
            return _queue.Ring.HasRecord;
        }
    }

    private long? OldestOpenedAt()
    {
        long? oldest = null;
        foreach (RowBatcher batcher in _batchers.Values)
        {
            if (batcher.OldestOpenedAt is { } openedAt && (oldest is null || openedAt < oldest))
            {
                oldest = openedAt;
            }
        }
        return oldest;
    }

    private void CloseBatches(bool isStopping)
    {
        long due = _clock.GetTimestamp() - (long)(context.Linger.TotalSeconds * _clock.TimestampFrequency);
        foreach (RowBatcher batcher in _batchers.Values)
        {
            batcher.CloseOpenedUntil(isStopping ? long.MaxValue : due);
        }
    }

    private void LimitOpenBatches()
    {
        int open = 0;
        foreach (RowBatcher batcher in _batchers.Values)
        {
            open += batcher.OpenCount;
        }
        for (; open > ProducerDefaults.MaxOpenBatches; open--)
        {
            long oldest = OldestOpenedAt()!.Value;
            foreach (RowBatcher batcher in _batchers.Values)
            {
                if (batcher.OldestOpenedAt == oldest)
                {
                    batcher.CloseOldest();
                    break;
                }
            }
        }
    }

    private void TakeRequests()
    {
        while (_requested.TryDequeue(out FlushRequest? request))
        {
            _flushes.Add(request);
        }
    }

    private void SettleFlushes()
    {
        for (int i = _flushes.Count - 1; i >= 0; i--)
        {
            FlushRequest flush = _flushes[i];
            if (flush.Awaited is null && _queue.Ring.Head >= flush.RingPosition)
            {
                flush.Awaited = CloseFor(flush);
            }
            if (flush.IsSettled)
            {
                _flushes.RemoveAt(i);
                if (flush is { IsLast: true, CollectorId: { } id })
                {
                    Retire(id);
                }
                flush.Complete();
            }
        }
    }

    private List<(AddressLane, long)> CloseFor(FlushRequest flush)
    {
        List<(AddressLane, long)> awaited = [];
        foreach (RowBatcher batcher in BatchersOf(flush))
        {
            batcher.CloseAll();
            foreach (AddressLane lane in Lanes(batcher.Collector.Address).All)
            {
                awaited.Add((lane, lane.ClosedCount));
            }
        }
        return awaited;
    }

    private IEnumerable<RowBatcher> BatchersOf(FlushRequest flush) =>
        flush.CollectorId is not { } id ? _batchers.Values
        : _batchers.TryGetValue(id, out RowBatcher? batcher) ? [batcher]
        : [];

    private RowBatcher Batcher(int collectorId)
    {
        if (!_batchers.TryGetValue(collectorId, out RowBatcher? batcher))
        {
            batcher = new RowBatcher(
                context.Collectors.Get(collectorId),
                context.Limits,
                _clock,
                batch => Lanes(batch.Collector.Address).Post(batch)
            );
            _batchers.Add(collectorId, batcher);
        }
        return batcher;
    }

    /// <summary>Forgets a collector. Its lanes stay: who collects for the address later goes on with their numbers.</summary>
    private void Retire(int collectorId)
    {
        _batchers.Remove(collectorId);
        context.OnRetired(collectorId);
    }

    /// <summary>Called by any thread once the pump has ended: it touches nothing that is the pump's own.</summary>
    private void CompleteRequested()
    {
        while (_requested.TryDequeue(out FlushRequest? request))
        {
            request.Complete();
        }
    }

    private AddressLanes Lanes(CollectionAddress address)
    {
        if (!_lanes.TryGetValue(address, out AddressLanes? lanes))
        {
            lanes = new AddressLanes(address, context.Lanes);
            _lanes.Add(address, lanes);
        }
        return lanes;
    }
}
