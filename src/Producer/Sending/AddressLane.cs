using Microsoft.Extensions.Logging;
using ModelData.EventHubs;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>
/// The closed batches of one address, sent one at a time in order. At most one batch of an address is unacknowledged, so that a duplicate is always the
/// repetition of the batch just before, and the order of rows holds. Thread-safe.
/// </summary>
/// <remarks>
/// The worker recognises a duplicate by (producer id, address, batch number), numbers rising without gaps. So a batch that is given up must burn no number:
/// <list type="bullet">
/// <item>It was definitely refused, every time: nothing is stored under its number, and the next batch uses the number again.</item>
/// <item>Its outcome is unknown: perhaps something is stored under its number. To use it again would silence the next batch as a duplicate; to skip it
/// would leave a gap if nothing was stored. So this address goes on under a fresh producer id, from 0, which nobody has seen.</item>
/// </list>
/// </remarks>
internal sealed class AddressLane
{
    private readonly LaneContext _context;
    private readonly Lock _gate = new();
    private readonly Queue<ClosedBatch> _waiting = new();
    private Task _running = Task.CompletedTask;
    private Guid _producerId;
    private long _nextSequence;
    private long _closed;
    private long _settled;

    public AddressLane(CollectionAddress address, LaneContext context)
    {
        Address = address;
        _context = context;
        _producerId = context.ProducerId;
    }

    public CollectionAddress Address { get; }

    /// <summary>The number of batches posted so far.</summary>
    public long ClosedCount => Volatile.Read(ref _closed);

    /// <summary>The number of batches accepted or given up so far; they settle in order.</summary>
    public long SettledCount => Volatile.Read(ref _settled);

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
            bool isAccepted = await SendAsync(batch).ConfigureAwait(false);
            if (isAccepted)
            {
                batch.Collector.Counters.AddSent(batch.RowCount);
            }
            else
            {
                batch.Collector.Counters.AddFailed(batch.RowCount);
            }
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

    private async Task<bool> SendAsync(ClosedBatch batch)
    {
        BatchSend send = new(_context, batch, Address, _producerId, _nextSequence);
        SendOutcome outcome = await send.RunAsync().ConfigureAwait(false);
        switch (outcome)
        {
            case SendOutcome.Accepted:
                _nextSequence++;
                return true;
            case SendOutcome.Refused:
                return false;
            default:
                _producerId = Guid.NewGuid();
                _nextSequence = 0;
                _context.Logger.ProducerIdChanged(Address, _producerId);
                return false;
        }
    }
}
