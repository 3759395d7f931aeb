using ModelData.Producer.Diagnostics;
using ModelData.Producer.Sending;

namespace ModelData.Producer.Buffering;

/// <summary>The way of a collector's records into a pipeline, until the collector is closed or collects elsewhere. Thread-safe.</summary>
/// <param name="state">The collector.</param>
/// <param name="lease">Its share of the pipeline; null when there is none, and records go nowhere.</param>
internal sealed class IntakeDoor(CollectorState state, PipelineLease? lease)
{
    private readonly RowQueue? _queue = lease?.Pipeline.Queue;
    private volatile bool _isClosed;

    /// <summary>The collector's share of the pipeline: not given up by the garbage collector while rows can still come in here.</summary>
    public PipelineLease? Lease => lease;

    public bool IsClosed => _isClosed;

    /// <summary>Where records go that come too late; null when they are refused.</summary>
    public IntakeDoor? Next { get; private set; }

    public void Close(IntakeDoor? next = null)
    {
        Next = next;
        _isClosed = true;
    }

    public void RefuseClosed(int rows) => state.Refuse(RefusalReason.Closed, rows, "the collector is closed.");

    /// <summary>Puts a record into the ring; or, when the collector has gone on to another pipeline meanwhile, into that one's.</summary>
    public void Send(ref RecordHeader header, ReadOnlySpan<char> correlation, ReadOnlySpan<byte> values, int size)
    {
        if (_queue is null)
        {
            return;
        }
        if (size > _queue.Ring.MaxPayloadBytes)
        {
            state.Refuse(
                RefusalReason.Size,
                header.RowCount,
                $"a row takes {size} bytes; at most {_queue.Ring.MaxPayloadBytes} fit the ring."
            );
            return;
        }
        ReserveResult result = _queue.TryReserve(size, out long position);
        if (result == ReserveResult.Reserved)
        {
            result = Write(_queue, position, ref header, correlation, values, size);
        }
        if (result == ReserveResult.Closed)
        {
            SendElsewhere(ref header, correlation, values, size);
        }
        else if (result == ReserveResult.Full)
        {
            state.Counters.AddEnqueued(header.RowCount);
            state.Drop(DropReason.RingFull, header.RowCount);
        }
    }

    private ReserveResult Write(
        RowQueue queue,
        long position,
        ref RecordHeader header,
        ReadOnlySpan<char> correlation,
        ReadOnlySpan<byte> values,
        int size
    )
    {
        bool isFilled = false;
        try
        {
            // Once more: behind the end that closing has seen nobody looks for records of this collector.
            if (IsClosed)
            {
                return ReserveResult.Closed;
            }
            header.CollectorId = lease!.CollectorId;
            RowIntake.Fill(queue.Ring.Payload(position, size), header, correlation, values);
            state.Counters.AddEnqueued(header.RowCount);
            isFilled = true;
            return ReserveResult.Reserved;
        }
        finally
        {
            queue.Publish(position, size, isFilled);
        }
    }

    private void SendElsewhere(
        ref RecordHeader header,
        ReadOnlySpan<char> correlation,
        ReadOnlySpan<byte> values,
        int size
    )
    {
        if (IsClosed && Next is { } next)
        {
            next.Send(ref header, correlation, values, size);
        }
        else
        {
            RefuseClosed(header.RowCount);
        }
    }
}
