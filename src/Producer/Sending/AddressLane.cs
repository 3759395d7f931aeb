using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>
/// Closed batches of one address, sent one at a time in order: all of them, or in the spread mode those for one partition. At most one batch of a lane is
/// unacknowledged, so that a duplicate is always the repetition of the batch just before, and the order of rows holds. Thread-safe.
/// </summary>
/// <remarks>
/// The worker recognises a duplicate by (producer id, address, batch number), numbers rising without gaps. So a batch that is given up must burn no number:
/// <list type="bullet">
/// <item>It was definitely refused, every time: nothing is stored under its number, and the next batch uses the number again.</item>
/// <item>Its outcome is unknown: perhaps something is stored under its number. To use it again would silence the next batch as a duplicate; to skip it
/// would leave a gap if nothing was stored. So this address goes on under a fresh producer id, from 0, which nobody has seen.</item>
/// </list>
/// In the spread mode each lane has a producer id of its own. The memory that recognises duplicates is kept per partition: under one id for all lanes the
/// numbers that a partition sees would have gaps, or repeat in another partition, and so would the ids of events.
/// </remarks>
internal sealed class AddressLane
{
    private readonly int _slot;
    private readonly LaneContext _context;
    private readonly Lock _gate = new();
    private readonly Queue<ClosedBatch> _waiting = new();
    private Task _running = Task.CompletedTask;
    private Guid _producerId;
    private long _nextSequence;
    private long _closed;
    private long _settled;

    /// <param name="address">Where the rows belong.</param>
    /// <param name="slot">The number of the lane among those of its address, counted from 0.</param>
    /// <param name="context">What it shares with the others.</param>
    public AddressLane(CollectionAddress address, int slot, LaneContext context)
    {
        Address = address;
        _slot = slot;
        _context = context;
        _producerId = context.Spread is null ? context.ProducerId : Guid.NewGuid();
    }

    public CollectionAddress Address { get; }

    /// <summary>The number of batches posted so far.</summary>
    public long ClosedCount => Volatile.Read(ref _closed);

    /// <summary>The number of batches accepted or given up so far; they settle in order.</summary>
    public long SettledCount => Volatile.Read(ref _settled);

    /// <summary>The number of batches that are neither accepted nor given up.</summary>
    public long PendingCount => ClosedCount - SettledCount;

    /// <summary>Ends when no batch is left.</summary>
    public Task Completion
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    /// <summary>Takes a batch over and sends it when its turn comes.</summary>
    public void Post(ClosedBatch batch)
    {
        _context.Backlog.Add(batch.Rows.Length);
        lock (_gate)
        {
            _closed++;
            _waiting.Enqueue(batch);
            if (_waiting.Count == 1 && _running.IsCompleted)
            {
                _running = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        while (TryPeek(out ClosedBatch? batch))
        {
            int bytes = batch.Rows.Length;
            await SendAsync(batch).ConfigureAwait(false);
            batch.Rows.Dispose();
            _context.Backlog.Remove(bytes);
            lock (_gate)
            {
                _waiting.Dequeue();
                _settled++;
            }
            _context.OnSettled();
        }
    }

    private bool TryPeek([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ClosedBatch? batch)
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out batch))
            {
                return true;
            }
            // Under the gate: a batch that is posted from here on starts a new run.
            _running = Task.CompletedTask;
            return false;
        }
    }

    /// <summary>Sends a batch as one event or, where that is larger than the link takes, as several in order.</summary>
    private async Task SendAsync(ClosedBatch batch)
    {
        Stack<BatchPart> parts = new([batch.Whole]);
        while (parts.TryPop(out BatchPart part))
        {
            BatchSend send = new(_context, batch, part, Address, _slot, _producerId, _nextSequence);
            SendOutcome outcome = await send.RunAsync().ConfigureAwait(false);
            if (outcome == SendOutcome.TooLarge && part.RowCount > 1)
            {
                _context.Logger.BatchDivided(Address, part.RowCount);
                (BatchPart first, BatchPart second) = part.Divide(batch);
                parts.Push(second);
                parts.Push(first);
                continue;
            }
            Settle(batch.Collector, outcome, part);
        }
    }

    private string TooLarge(in BatchPart part) =>
        $"a row takes {part.Length:N0} bytes as text, which even compressed is more than an event of the hub"
        + (_context.Limits.LinkBytes is > 0 and var limit ? $", {limit:N0} bytes with its attributes" : "");

    private void Settle(CollectorState collector, SendOutcome outcome, in BatchPart part)
    {
        switch (outcome)
        {
            case SendOutcome.Accepted:
                _nextSequence++;
                collector.Counters.AddSent(part.RowCount);
                break;
            case SendOutcome.TooLarge:
                collector.Drop(DropReason.RowTooLarge, part.RowCount, TooLarge(part));
                break;
            case SendOutcome.Refused:
                collector.GiveUp(part.RowCount);
                break;
            default:
                _producerId = Guid.NewGuid();
                _nextSequence = 0;
                _context.Logger.ProducerIdChanged(Address, _producerId);
                collector.GiveUp(part.RowCount);
                break;
        }
    }
}
