using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>An HTTP proxy that opens tunnels, or answers with a status.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Task> _tunnels = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public ConnectProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>What is said to a request. Only with 200 a tunnel opens.</summary>
    public string Status { get; set; } = "200 OK";

    /// <summary>The first lines of the requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_tunnels).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _tunnels.Add(TunnelAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using (client)
        {
            NetworkStream near = client.GetStream();
            using var reader = new StreamReader(near, Encoding.ASCII, false, 1, leaveOpen: true);
            string request = await reader.ReadLineAsync(_stop.Token) ?? "";
            Requests.Enqueue(request);
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 }) { }
            await near.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 {Status}\r\nContent-Length: 0\r\n\r\n"),
                _stop.Token
            );
            if (!Status.StartsWith("200", StringComparison.Ordinal))
            {
                return;
            }

            using var target = new TcpClient();
            string port = request.Split(' ')[1].Split(':')[1];
            await target.ConnectAsync(IPAddress.Loopback, int.Parse(port), _stop.Token);
            NetworkStream far = target.GetStream();
            await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
        }
    }
}
