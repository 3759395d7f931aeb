using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>The one HTTP request that the broker answers: the opening of a WebSocket that carries AMQP (RFC 6455, part 4.2).</summary>
internal static class WebSocketUpgrade
{
    private const string Path = "/$servicebus/websocket";

    // The service's own name, and the registered one, which the .NET SDK asks for.
    private static readonly string[] Subprotocols = ["AMQPWSB10", "amqp"];
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int MostHeadBytes = 8 * 1024;

    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    /// <summary>Whether the first bytes of a peer are those of a request.</summary>
    public static bool IsRequest(ReadOnlySpan<byte> start) => start.StartsWith("GET "u8);

    /// <summary>Reads the rest of the request and answers it.</summary>
    /// <param name="stream">The peer.</param>
    /// <param name="start">What was read of the request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bytes of the peer's messages, and ours as binary messages.</returns>
    /// <exception cref="IOException">It is another request; it was answered.</exception>
    public static async Task<Stream> AcceptAsync(Stream stream, byte[] start, CancellationToken cancellationToken)
    {
        string head = await ReadHeadAsync(stream, start, cancellationToken);
        string[] lines = head.Split("\r\n");
        Dictionary<string, string> fields = ReadFields(lines);
        string? subprotocol = FindSubprotocol(fields);
        string refusal =
            !IsOurPath(lines[0]) ? "404 Not Found"
            : !Has(fields, "Upgrade", "websocket") || !Has(fields, "Connection", "Upgrade") ? "426 Upgrade Required"
            : !Has(fields, "Sec-WebSocket-Version", "13") ? "426 Upgrade Required"
            : subprotocol is null ? "400 Bad Request"
            : !fields.ContainsKey("Sec-WebSocket-Key") ? "400 Bad Request"
            : "";
        if (refusal.Length > 0)
        {
            await WriteAsync(stream, $"{refusal}\r\nUpgrade: websocket\r\nConnection: close\r\nContent-Length: 0");
            throw new IOException($"An HTTP request was answered with {refusal}.");
        }

        await WriteAsync(
            stream,
            "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Accept: {Accept(fields["Sec-WebSocket-Key"])}\r\nSec-WebSocket-Protocol: {subprotocol}"
        );
        var webSocket = WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions
            {
                IsServer = true,
                SubProtocol = subprotocol,
                // AMQP has its own empty frames.
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
            }
        );
        return WebSocketStream.Create(webSocket, WebSocketMessageType.Binary, TimeSpan.Zero);

        Task WriteAsync(Stream target, string answer) =>
            target.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\n\r\n"), cancellationToken).AsTask();
    }

    private static async Task<string> ReadHeadAsync(Stream stream, byte[] start, CancellationToken cancellationToken)
    {
        var head = new byte[MostHeadBytes];
        start.CopyTo(head, 0);
        int count = start.Length;
        // A client waits for the answer, so nothing follows the head.
        while (!head.AsSpan(0, count).EndsWith(HeadEnd))
        {
            int read = count < head.Length ? await stream.ReadAsync(head.AsMemory(count), cancellationToken) : 0;
            if (read == 0)
            {
                throw new IOException("An HTTP request has no end, or too much before it.");
            }

            count += read;
        }

        return Encoding.Latin1.GetString(head, 0, count - HeadEnd.Length);
    }

    // A field that is there more than once is one list.
    private static Dictionary<string, string> ReadFields(string[] lines) =>
        lines
            .Skip(1)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts is [{ Length: > 0 }, _])
            .GroupBy(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(field => field.Key, field => string.Join(", ", field), StringComparer.OrdinalIgnoreCase);

    // The SDKs disagree about the slash at the end.
    private static bool IsOurPath(string requestLine) =>
        requestLine.Split(' ') is ["GET", var target, "HTTP/1.1"]
        && Uri.UnescapeDataString(target.Split('?')[0]).TrimEnd('/').Equals(Path, StringComparison.OrdinalIgnoreCase);

    private static bool Has(Dictionary<string, string> fields, string name, string element) =>
        fields.TryGetValue(name, out string? list)
        && list.Split(',', StringSplitOptions.TrimEntries).Contains(element, StringComparer.OrdinalIgnoreCase);

    // The first one of the client's that is known, spelt as it was asked for: clients compare the answer.
    private static string? FindSubprotocol(Dictionary<string, string> fields) =>
        fields.TryGetValue("Sec-WebSocket-Protocol", out string? list)
            ? list.Split(',', StringSplitOptions.TrimEntries)
                .FirstOrDefault(it => Subprotocols.Contains(it, StringComparer.OrdinalIgnoreCase))
            : null;

    private static string Accept(string key) =>
#pragma warning disable CA5350 // The protocol's handshake, and no secret.
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
#pragma warning restore CA5350
}
