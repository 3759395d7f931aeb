using System.Net;
using System.Net.Sockets;
using Amqp;
using Microsoft.Extensions.Time.Testing;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.Amqp.Transport;

[Trait("Level", "Unit")]
public sealed class CoalescingTransportTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private Socket _near = null!;
    private Socket _far = null!;

    public async ValueTask InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _near = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Task<Socket> accepting = listener.AcceptSocketAsync();
        await _near.ConnectAsync(listener.LocalEndpoint);
        _far = await accepting;
    }

    public ValueTask DisposeAsync()
    {
        _near.Dispose();
        _far.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SendAsync_FramesOfAllSizes_ArriveInOrder()
    {
        using var sut = new CoalescingTransport(_near);
        var random = new Random(7);
        var expected = new MemoryStream();
        Task<byte[]> reading = ReadAllAsync();
        for (int i = 0; i < 300; i++)
        {
            ByteBuffer[] list =
            [
                .. Enumerable
                    .Range(0, random.Next(1, 5))
                    .Select(_ =>
                        Frame(random, random.Next(10) == 0 ? random.Next(200_000) + 1 : random.Next(3000) + 1)
                    ),
            ];
            foreach (ByteBuffer buffer in list)
            {
                expected.Write(buffer.Buffer, buffer.Offset, buffer.Length);
            }

            await sut.SendAsync(list, list.Sum(buffer => buffer.Length));
        }

        sut.Close();

        Assert.Equal(expected.ToArray(), await reading.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Close_FramesBuffered_LetsThemOutFirst()
    {
        using var sut = new CoalescingTransport(_near);
        Task<byte[]> reading = ReadAllAsync();
        await sut.SendAsync([Frame(new Random(1), 20_000)], 20_000);

        sut.Close();

        Assert.Equal(20_000, (await reading.WaitAsync(Deadline)).Length);
    }

    [Fact]
    public async Task SendAsync_PeerDoesNotRead_WaitsInsteadOfBuffering()
    {
        using var sut = new CoalescingTransport(
            _near,
            new CoalescingTransportOptions { PendingWriteBytes = 64 * 1024 }
        );
        ByteBuffer frame = Frame(new Random(1), 16_000);
        (Task waiting, long accepted) = await FillAsync(sut, frame);

        Task<byte[]> reading = ReadAllAsync();
        await waiting.WaitAsync(Deadline);
        sut.Close();

        Assert.Equal(accepted + frame.Length, (await reading.WaitAsync(Deadline)).Length);
    }

    [Fact]
    public async Task SendAsync_AfterTheConnectionBroke_Fails()
    {
        using var sut = new CoalescingTransport(_near);
        _far.LingerState = new LingerOption(true, 0);
        _far.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (int i = 0; i < 1000; i++)
            {
                await sut.SendAsync([Frame(new Random(1), 40_000)], 40_000).WaitAsync(Deadline);
            }
        });
    }

    [Fact]
    public async Task ReceiveAsync_AnyPieces_GivesTheStream()
    {
        using var sut = new CoalescingTransport(_near, new CoalescingTransportOptions { ReadBufferBytes = 1000 });
        byte[] sent = new byte[500_000];
        new Random(3).NextBytes(sent);
        Task writing = _far.SendAsync(sent, SocketFlags.None);
        byte[] received = new byte[sent.Length];
        var random = new Random(4);
        int offset = 0;
        while (offset < received.Length)
        {
            int wanted = Math.Min(random.Next(1, 3000), received.Length - offset);
            int count = await sut.ReceiveAsync(received, offset, wanted).WaitAsync(Deadline);
            Assert.InRange(count, 1, wanted);
            offset += count;
        }

        await writing;
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task TryReceiveExactlyAsync_PeerClosesEarly_IsFalse()
    {
        using var sut = new CoalescingTransport(_near);
        await _far.SendAsync(new byte[7], SocketFlags.None);
        _far.Shutdown(SocketShutdown.Send);

        Assert.False(await sut.TryReceiveExactlyAsync(new byte[8], 0, 8));
    }

    [Fact]
    public async Task PeerTimeout_Silence_ClosesToTheTick()
    {
        var time = new FakeTimeProvider();
        using var sut = new CoalescingTransport(
            _near,
            new CoalescingTransportOptions { PeerTimeout = TimeSpan.FromSeconds(10), TimeProvider = time }
        );
        byte[] buffer = new byte[10];
        time.Advance(TimeSpan.FromSeconds(8));
        await _far.SendAsync(new byte[1], SocketFlags.None);
        Assert.Equal(1, await sut.ReceiveAsync(buffer, 0, 10).WaitAsync(Deadline));
        Task<int> reading = sut.ReceiveAsync(buffer, 0, 10);

        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(sut.IsPeerLost);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(sut.IsPeerLost);
        await Eventually.IsTrueAsync(() => reading.IsCompleted, Deadline, "the pending read");
    }

    [Fact]
    public async Task Close_PeerDoesNotRead_EndsAfterItsTimeout()
    {
        var time = new FakeTimeProvider();
        using var sut = new CoalescingTransport(_near, new CoalescingTransportOptions { TimeProvider = time });
        (Task waiting, _) = await FillAsync(sut, Frame(new Random(1), 100_000));

        sut.Close();
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(Deadline));
    }

    // Sends until a send waits: the socket buffers of both ends hold a few megabytes.
    private static async Task<(Task Waiting, long Accepted)> FillAsync(CoalescingTransport sut, ByteBuffer frame)
    {
        long accepted = 0;
        while (accepted < 100_000_000)
        {
            Task sending = sut.SendAsync([frame], frame.Length);
            if (await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(500))) != sending)
            {
                return (sending, accepted);
            }

            accepted += frame.Length;
        }

        throw new TimeoutException("The transport takes everything.");
    }

    private static ByteBuffer Frame(Random random, int length)
    {
        byte[] bytes = new byte[length + 3];
        random.NextBytes(bytes);
        return new ByteBuffer(bytes, 3, length, length);
    }

    private async Task<byte[]> ReadAllAsync()
    {
        await using var stream = new NetworkStream(_far);
        var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}
