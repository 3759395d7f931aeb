namespace ModelData.EventHubs.Peer;

/// <summary>A test with a scripted peer and connections to it.</summary>
public abstract class PeerTest : IAsyncLifetime
{
    private readonly List<EventHubsConnection> _connections = [];

    private protected ScriptedPeer Peer { get; } = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Peer.Script.IsFrozen = false;
        foreach (EventHubsConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await Peer.DisposeAsync();
    }

    /// <summary>A connection that retries without waiting.</summary>
    private protected EventHubsConnection Connect(Action<EventHubsConnectionOptions>? configure = null)
    {
        var options = new EventHubsConnectionOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.TryTimeout = TimeSpan.FromSeconds(20);
        configure?.Invoke(options);
        var connection = new EventHubsConnection(Peer.ConnectionString, options: options);
        _connections.Add(connection);
        return connection;
    }

    private protected static EventData Event(int bytes = 10) =>
        new(Enumerable.Range(0, bytes).Select(i => (byte)i).ToArray());
}
