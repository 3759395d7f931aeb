using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ModelData.Testing;

/// <summary>
/// A TCP proxy in front of a broker that cuts, freezes and refuses connections, and swallows acknowledgements, on demand.
/// Thread-safe.
/// </summary>
public sealed class AmqpFaultProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly Task _accepting;
    private volatile bool _isRefusing;
    private volatile bool _isFrozen;
    private volatile AcknowledgementTrap? _trap;

    private AmqpFaultProxy(Socket listener, int targetPort)
    {
        _listener = listener;
        TargetPort = targetPort;
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The loopback port that it listens on.</summary>
    public int Port { get; }

    /// <summary>The loopback port of the broker behind it. May change: it holds for new connections.</summary>
    public int TargetPort { get; set; }

    /// <summary>The number of open connections.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Starts a proxy.</summary>
    /// <param name="targetPort">The loopback port of the broker.</param>
    public static AmqpFaultProxy Start(int targetPort)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return new AmqpFaultProxy(listener, targetPort);
    }

    /// <summary>Resets all connections (RST). New ones are welcome.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Reset();
        }
    }

    /// <summary>From now on no byte passes in either direction, and connections stay open: the half-open peer.</summary>
    public void Freeze()
    {
        _isFrozen = true;
        foreach (var connection in _connections.Keys)
        {
            connection.Freeze();
        }
    }

    /// <summary>Ends <see cref="Freeze"/>: bytes that wait pass on.</summary>
    public void Thaw()
    {
        _isFrozen = false;
        foreach (var connection in _connections.Keys)
        {
            connection.Thaw();
        }
    }

    /// <summary>New connections are reset at once until <see cref="Accept"/>. Open ones stay: combine with <see cref="Cut"/>.</summary>
    public void Refuse() => _isRefusing = true;

    /// <summary>Ends <see cref="Refuse"/>.</summary>
    public void Accept() => _isRefusing = false;

    /// <summary>
    /// Loses the acknowledgement of the next send: its bytes reach the broker, the broker's answer is swallowed, then the
    /// connection is cut.
    /// </summary>
    /// <param name="minimumBytes">
    /// What counts as a send: the first bytes from a client of at least this size since the call, which heartbeats and flow frames
    /// do not reach. Default: 256.
    /// </param>
    /// <returns>Completes when an answer was swallowed and the connection cut.</returns>
    public Task LoseNextAcknowledgementAsync(int minimumBytes = 256)
    {
        var trap = new AcknowledgementTrap(minimumBytes);
        _trap = trap;
        return trap.Sprung;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                continue;
            }
            if (_isRefusing)
            {
                client.Close(0);
                continue;
            }
            var connection = new ProxiedConnection(client, () => _trap);
            if (_isFrozen)
            {
                connection.Freeze();
            }
            _connections[connection] = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        await Task.Yield();
        using (connection)
        {
            await connection.RunAsync(TargetPort);
        }
        _connections.TryRemove(connection, out _);
    }
}
