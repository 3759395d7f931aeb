using ModelData.LocalEventHubs.Amqp;

namespace ModelData.Fuzz.Targets;

/// <summary>The request that opens a WebSocket to the broker: accepted, or answered with why not.</summary>
internal sealed class WebSocketTarget : TextTarget
{
    // Read before it is known what follows.
    private const int FirstBytes = 8;

    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            "\r\n",
            "\r\n\r\n",
            "\n",
            ":",
            ",",
            " ",
            "%24",
            "%",
            "/",
            "?",
            "HTTP/1.0",
            "Upgrade: x\r\n",
            "Sec-WebSocket-Key: \r\n",
            "\0",
            new string('x', 9000)
        );

    protected override string CreateText(Random random) =>
        $"GET /$servicebus/websocket{(random.Next(2) == 0 ? "/" : "")} HTTP/1.1\r\nHost: 127.0.0.1:5672\r\n"
        + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + $"Sec-WebSocket-Key: {Convert.ToBase64String(BitConverter.GetBytes(random.NextInt64()))}\r\n"
        + "Sec-WebSocket-Protocol: AMQPWSB10\r\n\r\n";

    public override void Check(byte[] input, bool isUntouched)
    {
        if (input.Length < FirstBytes || !WebSocketUpgrade.IsRequest(input))
        {
            Assert.False(isUntouched);
            return;
        }

        using var peer = new ScriptedStream(input.AsMemory(FirstBytes));
        try
        {
            using Stream accepted = WebSocketUpgrade
                .AcceptAsync(peer, input[..FirstBytes], CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            Assert.StartsWith("HTTP/1.1 101 ", peer.Answer, StringComparison.Ordinal);
        }
        catch (IOException) when (!isUntouched)
        {
            Assert.DoesNotContain("101 Switching", peer.Answer, StringComparison.Ordinal);
        }
    }

    protected override void Check(string text, bool isUntouched) => throw new NotSupportedException();
}
