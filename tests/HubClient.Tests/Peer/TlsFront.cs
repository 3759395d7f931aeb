using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>Ends TLS in front of a peer that speaks plain text, so that the peer still sees frames.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly int _target;
    private readonly Task _accepting;
    private readonly List<Task> _relaying = [];
    private readonly CancellationTokenSource _stop = new();

    public TlsFront(X509Certificate2 certificate, int target)
    {
        _certificate = certificate;
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The names that clients asked for (SNI), in order.</summary>
    public List<string> Names { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_relaying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _relaying.Add(RelayAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
    }

    private async Task RelayAsync(Socket socket)
    {
        using var secure = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateSelectionCallback = (_, name) =>
                {
                    Names.Add(name ?? "");
                    return _certificate;
                },
            };
            await secure.AuthenticateAsServerAsync(options, _stop.Token);
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            NetworkStream plain = target.GetStream();
            await Task.WhenAny(secure.CopyToAsync(plain, _stop.Token), plain.CopyToAsync(secure, _stop.Token));
        }
        catch (Exception e)
            when (e is IOException or AuthenticationException or SocketException or OperationCanceledException)
        {
            // The client did not like the certificate, or the test is over.
        }
    }
}
