using System.Net;
using System.Net.Sockets;

namespace ModelData.Testing;

[Trait("Level", "Integration")]
public sealed class AmqpFaultProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly byte[] Acknowledgement = [0, 0, 0, 12, 2, 0, 0, 0, 0x00, 0x53, 0x15, 0x45];
    private readonly TcpListener _broker = new(IPAddress.Loopback, 0);
    private AmqpFaultProxy _proxy = null!;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _broker.Start();
        _proxy = AmqpFaultProxy.Start(((IPEndPoint)_broker.LocalEndpoint).Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _broker.Dispose();
    }

    [Fact]
    public async Task Pass_BytesBothWays_Arrive()
    {
        using var pair = await ConnectAsync();
        await pair.Client.SendAsync("ping"u8.ToArray(), Token);
        Assert.Equal("ping"u8.ToArray(), await pair.Broker.ReadAsync(4));
        await pair.Broker.SendAsync("pong"u8.ToArray(), Token);
        Assert.Equal("pong"u8.ToArray(), await pair.Client.ReadAsync(4));
        pair.Client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await pair.Broker.ReadAsync(1));
    }

    [Fact]
    public async Task Cut_OpenConnection_BothEndsAreReset()
    {
        using var pair = await ConnectAsync();
        _proxy.Cut();
        await Assert.ThrowsAsync<SocketException>(() => pair.Client.ReadAsync(1));
        await Assert.ThrowsAsync<SocketException>(() => pair.Broker.ReadAsync(1));
        using var again = await ConnectAsync();
    }

    [Fact]
    public async Task Freeze_ThenThaw_BytesArriveLate()
    {
        using var pair = await ConnectAsync();
        _proxy.Freeze();
        await pair.Client.SendAsync("held"u8.ToArray(), Token);
        var reading = pair.Broker.ReadAsync(4);
        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(200, Token)));
        _proxy.Thaw();
        Assert.Equal("held"u8.ToArray(), await reading.WaitAsync(Deadline, Token));
    }

    [Fact]
    public async Task Refuse_NewConnection_IsResetUntilAccepted()
    {
        _proxy.Refuse();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Token);
            await client.ReadAsync(1);
        });
        _proxy.Accept();
        using var pair = await ConnectAsync();
    }

    [Fact]
    public async Task LoseNextAcknowledgement_Send_ArrivesAndItsAnswerDoesNot()
    {
        using var pair = await ConnectAsync();
        var lost = _proxy.LoseNextAcknowledgementAsync(minimumBytes: 100);
        await pair.Client.SendAsync(new byte[8], Token);
        await pair.Broker.ReadAsync(8);
        await pair.Broker.SendAsync("flow"u8.ToArray(), Token);
        Assert.Equal("flow"u8.ToArray(), await pair.Client.ReadAsync(4));

        await pair.Client.SendAsync(new byte[100], Token);
        Assert.Equal(100, (await pair.Broker.ReadAsync(100)).Length);
        Assert.False(lost.IsCompleted);
        await pair.Broker.SendAsync(Acknowledgement.AsMemory(0, 9), Token);
        await pair.Broker.SendAsync(Acknowledgement.AsMemory(9), Token);

        await lost.WaitAsync(Deadline, Token);
        await Assert.ThrowsAsync<SocketException>(() => pair.Client.ReadAsync(1));
    }

    private async Task<Pair> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Token);
        return new Pair(client, await _broker.AcceptSocketAsync(Token).AsTask().WaitAsync(Deadline, Token));
    }

    private sealed record Pair(Socket Client, Socket Broker) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Broker.Dispose();
        }
    }
}
