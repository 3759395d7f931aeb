using System.Net.Sockets;
using Amqp;

namespace ModelData.LocalEventHubs.Amqp.Transport;

/// <summary>
/// What AMQPNetLite reads from and writes to, over a connected socket or a TLS stream on it. The library sends frame by frame and
/// reads in small pieces; this transport turns that into few large system calls (4-5 times the events per second at 1 KB).
/// Contract of the library: one read and one write at a time, any thread; <see cref="Close"/> at any moment.
/// </summary>
internal sealed partial class CoalescingTransport : IAsyncTransport, IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly CoalescingTransportOptions _options;
    private readonly Lock _gate = new();
    private readonly PeerWatchdog? _watchdog;

    /// <summary>Takes over a connected socket.</summary>
    public CoalescingTransport(Socket socket, CoalescingTransportOptions? options = null)
        : this(socket, new NetworkStream(socket, ownsSocket: true), options) { }

    /// <summary>Takes over a connected socket and an authenticated stream on it.</summary>
    public CoalescingTransport(Socket socket, Stream stream, CoalescingTransportOptions? options = null)
    {
        _socket = socket;
        _stream = stream;
        _options = options ?? CoalescingTransportOptions.Default;
        _socket.NoDelay = true;
        _readBuffer = new byte[_options.ReadBufferBytes];
        _active = new byte[_options.PendingWriteBytes];
        _spare = new byte[_options.PendingWriteBytes];
        if (_options.PeerTimeout != Timeout.InfiniteTimeSpan)
        {
            _watchdog = new PeerWatchdog(_options.PeerTimeout, _options.TimeProvider, Abort);
        }
    }

    /// <summary>Whether the transport closed itself because the peer was silent for too long.</summary>
    public bool IsPeerLost => _watchdog?.HasFired ?? false;

    public void SetConnection(Connection connection) { }

    /// <summary>Closes once what is buffered has gone out, or at once when that takes longer than the close timeout.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            if (_flushing && _error is null)
            {
                _closeTimer = _options.TimeProvider.CreateTimer(
                    static self => ((CoalescingTransport)self!).Abort(),
                    this,
                    _options.CloseTimeout,
                    Timeout.InfiniteTimeSpan
                );
                return;
            }
        }

        Abort();
    }

    /// <summary>Closes at once.</summary>
    public void Dispose() => Abort();

    /// <summary>Closes at once; a pending read and write fail.</summary>
    private void Abort()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _closing = true;
            _error ??= new IOException(IsPeerLost ? "The peer was silent for too long." : "The transport is closed.");
            room = _room;
            _room = null;
        }

        room?.TrySetResult();
        _watchdog?.Dispose();
        _closeTimer?.Dispose();
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }

        _stream.Dispose();
        _socket.Dispose();
    }
}
