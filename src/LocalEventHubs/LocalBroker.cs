using System.Net;
using Amqp;
using Amqp.Listener;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Authorization;
using ModelData.LocalEventHubs.Broker;
using ModelData.LocalEventHubs.Endpoints;
using ModelData.LocalEventHubs.Faults;

namespace ModelData.LocalEventHubs;

/// <summary>
/// A broker that speaks the Event Hubs dialect of AMQP 1.0 and keeps events on the disk. What is and what is not like the service
/// stands in docs/local-broker.md. Thread-safe.
/// </summary>
public sealed partial class LocalBroker : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly LocalBrokerOptions _options;
    private readonly ILogger _logger;
    private readonly HubRegistry _hubs;
    private readonly Acceptor _acceptor;
    private readonly BrokerHost _host;
    private readonly FaultInjector _faults;
    private readonly Lock _gate = new();
    private readonly HashSet<BrokerConnection> _connections = [];
    private FileStream? _lock;
    private TaskCompletionSource? _lastClosed;
    private bool _isDisposed;

    private LocalBroker(LocalBrokerOptions options)
    {
        _options = options;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<LocalBroker>();
        _hubs = new HubRegistry(options, _logger);
        var verifier = new TokenVerifier(options.Rules, options.TimeProvider, options.Issuer);
        _faults = new FaultInjector(options.Faults, options.TimeProvider);
        _acceptor = new Acceptor(options, verifier, _logger);
        Port = _acceptor.Port;
        _host = new BrokerHost(new Address($"amqp://{FormatHost(options.Address)}:{Port}"));
        _host.CustomTransports["amqp"] = _acceptor;
        // The library's own look at the address trips over links without source or target; the router decides.
        _host.AddressResolver = static (_, _) => string.Empty;
        _host.RegisterLinkProcessor(new LinkRouter(options, _hubs, verifier, _faults, _logger));
        ConnectionListener listener = _host.Listeners[0];
        // A message in one frame is not copied together. Some room for the transfer around it.
        listener.AMQP.MaxFrameSize = options.MaxMessageBytes + (64 * 1024);
        listener.AMQP.MaxSessionsPerConnection = 1024;
        // The library advertises half of it.
        listener.AMQP.IdleTimeout = (int)options.IdleTimeout.TotalMilliseconds;
        listener.BufferManager = new BufferManager(256, 2 * 1024 * 1024, 32 * 1024 * 1024);
        listener.HandlerFactory = _ => new BrokerConnection(options.TimeProvider, OnPresence);
    }

    /// <summary>The port that the broker listens on.</summary>
    public int Port { get; }

    /// <summary>
    /// A connection string for the first rule, without a hub: <c>Endpoint=sb://127.0.0.1:PORT;...;UseDevelopmentEmulator=true;</c>
    /// With a certificate the last part is missing. It holds the key.
    /// </summary>
    public string ConnectionString
    {
        get
        {
            AuthorizationRule rule = _options.Rules[0];
            return $"Endpoint=sb://{FormatHost(_options.Address)}:{Port};SharedAccessKeyName={rule.Name};"
                + $"SharedAccessKey={rule.Key};{(_options.Certificate is null ? "UseDevelopmentEmulator=true;" : "")}";
        }
    }

    /// <summary>
    /// How many connections were ended before they had authenticated: after
    /// <see cref="LocalBrokerOptions.AuthenticationTimeout"/>, or beyond
    /// <see cref="LocalBrokerOptions.MaxUnauthenticatedConnections"/>.
    /// </summary>
    public long UnauthenticatedConnectionsEnded => _acceptor.Pending.Ended;

    /// <summary>Opens the hubs and begins to listen.</summary>
    /// <param name="options">What to offer; copied by reference, do not change it afterwards.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The running broker; dispose it to stop.</returns>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="InvalidOperationException">A hub on the disk has more partitions than the options say.</exception>
    /// <exception cref="IOException">
    /// The data directory is in use by another broker, or a hub in it is damaged: an acknowledged event is missing.
    /// </exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static async Task<LocalBroker> StartAsync(
        LocalBrokerOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        LocalBrokerOptionsCheck.ThrowIfInvalid(options);
        var broker = new LocalBroker(options);
        try
        {
            // Reading the logs of a large backlog takes a while.
            await Task.Run(broker.OpenHubs, cancellationToken);
            broker._host.Open();
            broker._acceptor.Start();
            broker._faults.Start();
            broker.LogStarted(broker.Port);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a hub while the broker runs, or one that was deleted: it then begins anew at sequence number 0.</summary>
    /// <param name="hub">The hub.</param>
    /// <exception cref="InvalidOperationException">The hub exists.</exception>
    public void CreateHub(HubOptions hub)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (_hubs.Find(hub.Name) is not null)
        {
            throw new InvalidOperationException($"Hub '{hub.Name}' exists.");
        }

        _hubs.Open(hub);
    }

    /// <summary>Deletes a hub with all its events. All connections are closed, so that clients notice.</summary>
    /// <param name="name">The name of the hub.</param>
    /// <returns><see langword="false"/> when there is no such hub.</returns>
    public Task<bool> DeleteHubAsync(string name)
    {
        CloseConnections();
        return _hubs.DeleteAsync(name);
    }

    /// <summary>Closes all connections with <c>amqp:connection:forced</c>, as the service does now and then. Clients reconnect.</summary>
    public void CloseConnections()
    {
        foreach (BrokerConnection connection in GetConnections())
        {
            connection.Close(ServiceError.Stopping());
        }
    }

    /// <summary>
    /// Stops: what was acknowledged is on the disk, what is on its way is committed, clients are told
    /// <c>amqp:connection:forced</c>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task lastClosed;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _lastClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_connections.Count == 0)
            {
                _lastClosed.SetResult();
            }

            lastClosed = _lastClosed.Task;
        }

        _acceptor.Dispose();
        _faults.Dispose();
        CloseConnections();
        try
        {
            // Their close frames have to get out, and their answers in.
            await lastClosed.WaitAsync(CloseTimeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            LogClientsRemain();
            foreach (BrokerConnection connection in GetConnections())
            {
                connection.AbortTransport?.Invoke();
            }
        }

        _host.Close();
        await _hubs.DisposeAsync();
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }

        LogStopped();
    }

    private static string FormatHost(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "localhost"
        : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]"
        : address.ToString();

    private List<BrokerConnection> GetConnections()
    {
        lock (_gate)
        {
            return [.. _connections];
        }
    }

    private void OpenHubs()
    {
        Directory.CreateDirectory(_options.DataDirectory);
        // Held until the end of the process, however it ends.
        _lock = new FileStream(
            Path.Combine(_options.DataDirectory, "broker.lock"),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None
        );
        HubStore.FinishDeletions(_options.DataDirectory);
        foreach (HubOptions hub in _options.Hubs)
        {
            _hubs.Open(hub);
        }
    }

    private void OnPresence(BrokerConnection connection, bool isPresent)
    {
        bool close = false;
        lock (_gate)
        {
            if (isPresent)
            {
                _connections.Add(connection);
                close = _isDisposed;
            }
            else
            {
                _connections.Remove(connection);
                if (_connections.Count == 0)
                {
                    _lastClosed?.TrySetResult();
                }
            }
        }

        if (close)
        {
            connection.Close(ServiceError.Stopping());
        }
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "The broker listens on port {Port}.")]
    private partial void LogStarted(int port);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "The broker has stopped.")]
    private partial void LogStopped();

    [LoggerMessage(
        EventId = 5003,
        Level = LogLevel.Warning,
        Message = "Some clients did not answer the close in time."
    )]
    private partial void LogClientsRemain();
}
