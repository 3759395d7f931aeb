using System.Net;
using System.Net.Sockets;

namespace ModelData.Interop.Wire;

/// <summary>A proxy in front of the broker that keeps what clients send, byte for byte.</summary>
internal sealed class WireRecorder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<MemoryStream> _sent = [];
    private readonly List<Task> _pumps = [];
    private readonly int _brokerPort;
    private readonly Task _accepting;

    public WireRecorder(int brokerPort)
    {
        _brokerPort = brokerPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>What each connection has sent, in the order in which they came.</summary>
    public IReadOnlyList<byte[]> Connections
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent.Select(sent => sent.ToArray())];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var record = new MemoryStream();
                lock (_gate)
                {
                    _sent.Add(record);
                }
                _pumps.Add(ServeAsync(client, record));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client, MemoryStream record)
    {
        using var broker = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort);
            // The end of either direction ends the connection, as the close of one side does.
            await Task.WhenAny(
                PumpAsync(client.GetStream(), broker.GetStream(), record),
                PumpAsync(broker.GetStream(), client.GetStream(), null)
            );
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, MemoryStream? record)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
            {
                lock (_gate)
                {
                    record?.Write(buffer, 0, count);
                }
                await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception exception)
            when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Reset, or the end of the test.
        }
    }
}
