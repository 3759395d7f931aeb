using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ModelData.Testing;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>
/// The other end of the wire, frame by frame, on a real socket: it notes what the client sends and does what the test says, at the
/// moment the test says.
/// </summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<PeerConnection, Task> _connections = new();
    private readonly Task _accepting;
    private readonly Lock _gate = new();
    private readonly List<PeerConnection> _order = [];
    private readonly List<PeerLink> _links = [];
    private readonly List<PeerTransfer> _transfers = [];
    private readonly List<PutToken> _tokens = [];
    private volatile bool _disposed;

    public ScriptedPeer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public PeerScript Script { get; } = new();

    public string ConnectionString =>
        $"Endpoint=sb://127.0.0.1:{Port};SharedAccessKeyName=RootManageSharedAccessKey;"
        + "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;EntityPath=hub";

    /// <summary>All connections so far.</summary>
    public IReadOnlyList<PeerConnection> Connections => Snapshot(_order);

    /// <summary>All links to event hub nodes so far.</summary>
    public IReadOnlyList<PeerLink> Links => Snapshot(_links);

    /// <summary>All events and batches so far.</summary>
    public IReadOnlyList<PeerTransfer> Transfers => Snapshot(_transfers);

    /// <summary>All put-token requests so far.</summary>
    public IReadOnlyList<PutToken> Tokens => Snapshot(_tokens);

    /// <summary>Stops listening: the next connection is refused.</summary>
    public void StopListening() => _listener.Stop();

    public Task WaitForAsync(Func<bool> condition, string message) =>
        Eventually.IsTrueAsync(condition, Deadline, message);

    public void Note(PeerLink link) => Add(_links, link);

    public void Note(PeerTransfer transfer) => Add(_transfers, transfer);

    public void Note(PutToken token) => Add(_tokens, token);

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        _listener.Stop();
        await _accepting;
        foreach ((PeerConnection connection, Task serving) in _connections)
        {
            connection.Drop();
            await serving;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_disposed)
        {
            try
            {
                var connection = new PeerConnection(this, await _listener.AcceptSocketAsync());
                Add(_order, connection);
                _connections[connection] = connection.ServeAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private void Add<T>(List<T> list, T item)
    {
        lock (_gate)
        {
            list.Add(item);
        }
    }

    private T[] Snapshot<T>(List<T> list)
    {
        lock (_gate)
        {
            return [.. list];
        }
    }
}
