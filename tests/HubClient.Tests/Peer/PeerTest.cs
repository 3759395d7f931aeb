using Azure.Messaging.EventHubs;
using ModelData.HubClient;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>A test with a scripted peer and connections to it.</summary>
public abstract class PeerTest : IAsyncLifetime
{
    private readonly List<EventHubConnection> _connections = [];

    private protected ScriptedPeer Peer { get; } = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Peer.Script.IsFrozen = false;
        foreach (EventHubConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await Peer.DisposeAsync();
    }

    /// <summary>A connection to the peer; closed with the test.</summary>
    private protected EventHubConnection Connect()
    {
        EventHubConnection connection = new HubTarget { ConnectionString = Peer.ConnectionString }.Connect();
        _connections.Add(connection);
        return connection;
    }
}
