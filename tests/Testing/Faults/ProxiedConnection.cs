using System.Net;
using System.Net.Sockets;

namespace ModelData.Testing;

/// <summary>One connection through <see cref="AmqpFaultProxy"/>: two pumps that can be halted.</summary>
internal sealed class ProxiedConnection : IDisposable
{
    private readonly Socket _client;
    private readonly Func<AcknowledgementTrap?> _trap;
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    private readonly CancellationTokenSource _ended = new();
    private volatile TaskCompletionSource? _frozen;

    public ProxiedConnection(Socket client, Func<AcknowledgementTrap?> trap)
    {
        _client = client;
        _client.NoDelay = true;
        _trap = trap;
    }

    public async Task RunAsync(int targetPort)
    {
        try
        {
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, targetPort), _ended.Token);
            await Task.WhenAll(
                PumpAsync(_client, _server, isFromClient: true),
                PumpAsync(_server, _client, isFromClient: false)
            );
        }
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either end went, or Reset was called: both ends learn of it on dispose.
        }
    }

    public void Freeze() =>
        Interlocked.CompareExchange(ref _frozen, new(TaskCreationOptions.RunContinuationsAsynchronously), null);

    public void Thaw() => Interlocked.Exchange(ref _frozen, null)?.TrySetResult();

    public void Reset()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        Thaw();
        // Closing with a linger time of zero sends RST.
        _client.Close(0);
        _server.Close(0);
    }

    public void Dispose()
    {
        Reset();
        _ended.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isFromClient)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await from.ReceiveAsync(buffer, SocketFlags.None, _ended.Token);
            while (_frozen is { } frozen)
            {
                await frozen.Task;
            }
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }
            if (isFromClient)
            {
                _trap()?.OnSent(this, count);
            }
            else if (_trap()?.TrySwallow(this, buffer.AsSpan(0, count)) == true)
            {
                continue;
            }
            for (var sent = 0; sent < count; )
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _ended.Token);
            }
        }
    }
}
