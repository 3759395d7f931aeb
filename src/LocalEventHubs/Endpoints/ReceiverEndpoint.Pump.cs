using Amqp;
using Amqp.Framing;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>
/// The pump runs while there is credit and there are events, one at a time per link. The library queues without bound, both for
/// the socket and for the session window, so the pump waits for the socket after each half megabyte and goes only a little
/// beyond the window.
/// </summary>
internal sealed partial class ReceiverEndpoint : IThreadPoolWorkItem
{
    private const int FlushBytes = 512 * 1024;

    // Queued in the library when the window is shut, so that the flow that opens it finds something to send at once.
    private const int MostBeyondWindow = 32;
    private const int MostBytesBeyondWindow = 256 * 1024;

    private static readonly TimeSpan WindowPause = TimeSpan.FromMilliseconds(1);

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private void WakePump()
    {
        lock (_gate)
        {
            if (_isPumping || _isClosed)
            {
                _pumpAgain = true;
                return;
            }

            _isPumping = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task PumpAsync()
    {
        int unflushed = 0;
        int beyond = 0;
        int beyondBytes = 0;
        try
        {
            while (true)
            {
                if (!HasCredit() || !_cursor.TryRead(_isSent, out ArraySegment<byte> stored))
                {
                    if (TryRest())
                    {
                        return;
                    }

                    continue;
                }

                if (_faults.Next(1) is { } fault)
                {
                    await _faults.WaitAsync(fault);
                    if (_faults.TryEnd(fault))
                    {
                        return;
                    }
                }

                if (_options.WantsMetric)
                {
                    long now = _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
                    stored = RuntimeMetric.Add(stored, _partition.Log.End, now);
                }

                while (IsWindowShut(ref beyond, ref beyondBytes, stored.Count))
                {
                    await Task.Delay(WindowPause, TimeProvider.System);
                }

                if (!TrySend(stored))
                {
                    return;
                }

                if (_partition.Throughput?.Out.Take(1, stored.Count) is { } wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _options.TimeProvider);
                }

                unflushed += stored.Count;
                if (unflushed >= FlushBytes)
                {
                    unflushed = 0;
                    await _link.Session.Connection.FlushAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                }
            }
        }
        catch (Exception e)
        {
            if (!_link.IsClosed)
            {
                LogPumpFailed(e);
                string why = e is DamagedLogException ? " " + e.Message : "";
                Detach(ServiceError.Create(ErrorCode.InternalError, "The broker could not read the partition." + why));
            }
        }
    }

    private bool HasCredit()
    {
        lock (_gate)
        {
            return _credit.Available > 0 && !_isClosed;
        }
    }

    private bool TrySend(ArraySegment<byte> stored)
    {
        lock (_gate)
        {
            // Checked again: the link may have been displaced, or its credit taken back, since the event was read.
            if (_isClosed)
            {
                return false;
            }

            _credit.OnSending();
            _link.SendMessage(new Message(), new ByteBuffer(stored.Array!, stored.Offset, stored.Count, stored.Count));
            return true;
        }
    }

    private bool IsWindowShut(ref int beyond, ref int beyondBytes, int bytes)
    {
        if (LibraryInternals.GetOutgoingWindow(_link.Session) > 0)
        {
            beyond = 0;
            beyondBytes = 0;
            return false;
        }

        lock (_gate)
        {
            if (_isClosed || _link.IsClosed)
            {
                return false;
            }
        }

        if (beyond >= MostBeyondWindow || beyondBytes >= MostBytesBeyondWindow)
        {
            return true;
        }

        beyond++;
        beyondBytes += bytes;
        return false;
    }

    // Ends the pump unless something happened since it looked.
    private bool TryRest()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return true;
            }

            if (_pumpAgain)
            {
                _pumpAgain = false;
                return false;
            }

            if (_link.IsDraining)
            {
                _credit.CompleteDrain();
            }

            _isPumping = false;
            return true;
        }
    }
}
