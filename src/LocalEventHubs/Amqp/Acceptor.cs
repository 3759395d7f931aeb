using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Amqp;
using Microsoft.Extensions.Logging;
using ModelData.LocalEventHubs.Amqp.Transport;
using ModelData.LocalEventHubs.Authorization;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>Accepts connections, runs their handshakes side by side and hands them to the library.</summary>
internal sealed partial class Acceptor : TransportProvider
{
    private const int MostReady = 128;
    private static readonly TimeSpan AbortDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(20);

    private readonly LocalBrokerOptions _options;
    private readonly TokenVerifier _verifier;
    private readonly ILogger _logger;
    private readonly Socket _listener;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly CoalescingTransportOptions _transportOptions;
    private readonly Channel<IAsyncTransport> _ready = Channel.CreateBounded<IAsyncTransport>(MostReady);

    /// <summary>Binds and listens; <see cref="Start"/> begins to accept.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public Acceptor(LocalBrokerOptions options, TokenVerifier verifier, ILogger logger)
    {
        _options = options;
        _verifier = verifier;
        _logger = logger;
        _certificate = options.Certificate is { } certificate
            ? SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true)
            : null;
        AddressSchemes = ["amqp"];
        // Behind the library's own check, which first tries to say good-bye. Like that one it goes by the system's clock: a
        // test that moves the clock of the events must not lose its connections.
        _transportOptions = new CoalescingTransportOptions { PeerTimeout = options.IdleTimeout + AbortDelay };
        Pending = new PendingPeers(
            options.MaxUnauthenticatedConnections,
            options.AuthenticationTimeout,
            TimeProvider.System,
            logger
        );
        _listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(options.Address, options.Port));
            _listener.Listen(512);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
    }

    /// <summary>Those that have not authenticated yet.</summary>
    public PendingPeers Pending { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Start() => _ = AcceptAsync();

    public override async Task<IAsyncTransport> CreateAsync(Address address)
    {
        await Task.Yield();
        if (await _ready.Reader.WaitToReadAsync() && _ready.Reader.TryRead(out IAsyncTransport? transport))
        {
            return transport;
        }

        // The library asks again at once when this throws, for ever: after the end it must not complete.
        return await new TaskCompletionSource<IAsyncTransport>().Task;
    }

    public override void Dispose()
    {
        _ready.Writer.TryComplete();
        _listener.Dispose();
        base.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
                {
                    return;
                }

                // The peer was gone already, or the process is out of sockets: it may get some back.
                LogAcceptFailed(e);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                continue;
            }

            _ = ShakeHandsAsync(socket, Pending.Add(socket.Dispose));
        }
    }

    private async Task ShakeHandsAsync(Socket socket, PendingPeer peer)
    {
        CoalescingTransport? transport = null;
        try
        {
            HandshakeResult? result;
            using (var timeout = new CancellationTokenSource(HandshakeTimeout))
            await using (timeout.Token.Register(static open => ((IDisposable)open!).Dispose(), socket))
            {
                (Stream stream, byte[] header) = await PeerStream.OpenAsync(socket, _certificate, timeout.Token);
                transport = new CoalescingTransport(socket, stream, _transportOptions);
                result = await Handshake.RunAsync(transport, header, _verifier);
            }

            if (result is null)
            {
                peer.Dispose();
                transport.Close();
                return;
            }

            await _ready.Writer.WriteAsync(new GuardedTransport(transport, result, peer, _options.MaxMessageBytes));
        }
        catch (Exception e)
        {
            // Whatever a stranger sends must end its own connection only.
            LogHandshakeFailed(e);
            peer.Dispose();
            transport?.Dispose();
            socket.Dispose();
        }
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "Accepting a connection failed.")]
    private partial void LogAcceptFailed(Exception exception);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Debug, Message = "A handshake failed.")]
    private partial void LogHandshakeFailed(Exception exception);
}
