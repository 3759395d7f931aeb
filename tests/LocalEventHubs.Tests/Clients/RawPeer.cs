using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace ModelData.LocalEventHubs.Clients;

/// <summary>A peer that writes bytes and reads frames: for what no client library would do.</summary>
internal sealed class RawPeer : IDisposable
{
    public const string AmqpHeader = "414D515000010000";
    public const string SaslHeader = "414D515003010000";

    // sasl-init ["ANONYMOUS", 0x00]
    public const string AnonymousInit =
        "0000001C" + "02010000" + "005341" + "C00F02" + "A309414E4F4E594D4F5553" + "A00100";

    // open [container-id "raw", hostname "h"]
    public const string Open = "00000016" + "02000000" + "005310" + "C00902" + "A103726177" + "A10168";

    // begin [null, next-outgoing-id 1, incoming-window 100, outgoing-window 100]
    public const string Begin = "00000015" + "02000000" + "005311" + "C00804" + "40" + "5201" + "5264" + "5264";

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawPeer() { }

    public static Task<RawPeer> ConnectAsync(LocalBroker broker) => ConnectAsync(broker.Port);

    public static async Task<RawPeer> ConnectAsync(int port)
    {
        var peer = new RawPeer();
        await peer._socket.ConnectAsync("127.0.0.1", port);
        return peer;
    }

    public async Task SendAsync(params string[] hex) =>
        await _socket.SendAsync(Convert.FromHexString(string.Concat(hex)));

    public async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>Reads exactly this many bytes.</summary>
    public async Task<string> ReadAsync(int bytes)
    {
        var buffer = new byte[bytes];
        int read = 0;
        using var timeout = new CancellationTokenSource(AmqpClient.Deadline);
        while (read < bytes)
        {
            int count = await _socket.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None, timeout.Token);
            if (count == 0)
            {
                throw new EndOfStreamException(
                    $"Closed after {read} of {bytes} bytes: {Convert.ToHexString(buffer.AsSpan(0, read))}"
                );
            }

            read += count;
        }

        return Convert.ToHexString(buffer);
    }

    /// <summary>Reads what one system call gives: what came in one piece.</summary>
    public async Task<string> ReadChunkAsync()
    {
        var buffer = new byte[4096];
        using var timeout = new CancellationTokenSource(AmqpClient.Deadline);
        return Convert.ToHexString(
            buffer.AsSpan(0, await _socket.ReceiveAsync(buffer, SocketFlags.None, timeout.Token))
        );
    }

    /// <summary>Reads a frame, without its size.</summary>
    public async Task<byte[]> ReadFrameAsync()
    {
        uint size = BinaryPrimitives.ReadUInt32BigEndian(Convert.FromHexString(await ReadAsync(4)));
        return Convert.FromHexString(await ReadAsync((int)size - 4));
    }

    /// <summary>Reads frames until one has this performative code.</summary>
    public async Task<byte[]> ReadFrameAsync(byte code)
    {
        while (true)
        {
            byte[] frame = await ReadFrameAsync();
            if (frame.Length > 7 && frame[6] == code)
            {
                return frame;
            }
        }
    }

    /// <summary>Whether the broker ends the connection.</summary>
    public async Task<bool> IsClosedAsync()
    {
        var buffer = new byte[4096];
        using var timeout = new CancellationTokenSource(AmqpClient.Deadline);
        try
        {
            while (await _socket.ReceiveAsync(buffer, SocketFlags.None, timeout.Token) > 0) { }
            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public Task OpenAsync() => OpenAsync(AnonymousInit);

    /// <summary>Opens with the default key.</summary>
    public Task OpenPlainAsync()
    {
        byte[] response = Encoding.ASCII.GetBytes("\0RootManageSharedAccessKey\0SAS_KEY_VALUE");
        string arguments = "A305" + Hex("PLAIN") + "A0" + Byte(response.Length) + Convert.ToHexString(response);
        return OpenAsync(Frame(1, 0x41, 2, arguments));
    }

    /// <summary>Begins a session, attaches a receiver and gives it credit.</summary>
    /// <returns>The frame that answers the attach, without its size.</returns>
    public async Task<byte[]> AttachReceiverAsync(string address, int credit)
    {
        await SendAsync(Begin);
        await ReadFrameAsync(0x11);
        string source = "005328" + List(1, "A1" + Byte(address.Length) + Hex(address));
        string target = "005329" + List(1, "40");
        // attach ["r", 0, receiver, null, null, source, target]
        await SendAsync(Frame(0, 0x12, 7, "A10172" + "43" + "41" + "40" + "40" + source + target));
        byte[] attach = await ReadFrameAsync(0x12);
        // flow [next-incoming-id 0, window 100000, next-outgoing-id 0, window 100, handle 0, delivery-count 0, credit]
        await SendAsync(
            Frame(0, 0x13, 7, "43" + "70000186A0" + "43" + "5264" + "43" + "43" + "70" + credit.ToString("X8"))
        );
        return attach;
    }

    private static string Frame(byte type, byte code, int count, string arguments)
    {
        string body = "0053" + Byte(code) + List(count, arguments);
        return ((body.Length / 2) + 8).ToString("X8") + "02" + Byte(type) + "0000" + body;
    }

    private static string List(int count, string elements) =>
        "C0" + Byte((elements.Length / 2) + 1) + Byte(count) + elements;

    private static string Byte(int value) => value.ToString("X2");

    private static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));

    private async Task OpenAsync(string init)
    {
        await SendAsync(SaslHeader, init);
        await ReadAsync(8);
        await ReadFrameAsync();
        await ReadFrameAsync();
        await SendAsync(AmqpHeader, Open);
        await ReadAsync(8);
        await ReadFrameAsync(0x10);
    }

    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();
}
