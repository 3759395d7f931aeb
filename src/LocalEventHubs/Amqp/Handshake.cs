using System.Buffers.Binary;
using Amqp;
using ModelData.LocalEventHubs.Amqp.Transport;
using ModelData.LocalEventHubs.Authorization;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>
/// The exchange in front of AMQP: an optional SASL layer, then the peer's AMQP header. The library's own would run one connection
/// at a time and send its header together with the SASL outcome, which the JavaScript SDK loses.
/// </summary>
internal static class Handshake
{
    public const int HeaderBytes = 8;

    private const int MostFrameBytes = 8 * 1024;

    /// <summary>Runs the exchange.</summary>
    /// <param name="transport">The connected peer.</param>
    /// <param name="header">The first eight bytes of it.</param>
    /// <param name="verifier">Checks keys of PLAIN.</param>
    /// <returns>The claim that the peer brought, if any; <see langword="null"/> as a whole when it must be closed.</returns>
    public static async Task<HandshakeResult?> RunAsync(
        CoalescingTransport transport,
        byte[] header,
        TokenVerifier verifier
    )
    {
        // A client that brings only a ready-made token starts without SASL.
        if (header.AsSpan().SequenceEqual(SaslFrames.AmqpHeader.Span))
        {
            return new HandshakeResult(header, null);
        }

        if (!header.AsSpan().SequenceEqual(SaslFrames.SaslHeader.Span))
        {
            // What a peer with another protocol is told (AMQP 1.0, part 2.2).
            await SendAsync(transport, SaslFrames.SaslHeader.ToArray());
            return null;
        }

        await SendAsync(transport, [.. SaslFrames.SaslHeader.Span, .. SaslFrames.Mechanisms]);
        if (await ReadInitAsync(transport) is not { } init)
        {
            return null;
        }

        (bool accepted, Claim? claim) = Authenticate(init.Mechanism, init.InitialResponse, verifier);
        await SendAsync(transport, SaslFrames.EncodeOutcome(accepted ? SaslFrames.OkCode : SaslFrames.AuthFailedCode));
        if (!accepted || !await transport.TryReceiveExactlyAsync(header, 0, HeaderBytes))
        {
            return null;
        }

        // The library judges the header.
        return new HandshakeResult(header, claim);
    }

    private static (bool Accepted, Claim? Claim) Authenticate(string mechanism, byte[] response, TokenVerifier verifier)
    {
        switch (mechanism)
        {
            // Tokens follow over $cbs; what these two say here means nothing.
            case "ANONYMOUS" or "MSSBCBS":
                return (true, null);
            case "PLAIN" when SaslFrames.ReadPlain(response) is { } plain:
                Claim? claim = verifier.VerifyKey(plain.Name, plain.Key);
                return (claim is not null, claim);
            default:
                return (false, null);
        }
    }

    private static async Task<(string Mechanism, byte[] InitialResponse)?> ReadInitAsync(CoalescingTransport transport)
    {
        var head = new byte[HeaderBytes];
        if (!await transport.TryReceiveExactlyAsync(head, 0, HeaderBytes))
        {
            return null;
        }

        uint size = BinaryPrimitives.ReadUInt32BigEndian(head);
        int skipped = (head[4] * 4) - HeaderBytes;
        if (size is < HeaderBytes or > MostFrameBytes || skipped < 0 || skipped > size - HeaderBytes || head[5] != 1)
        {
            return null;
        }

        var body = new byte[size - HeaderBytes];
        return await transport.TryReceiveExactlyAsync(body, 0, body.Length)
            ? SaslFrames.ReadInit(body.AsSpan(skipped))
            : null;
    }

    private static Task SendAsync(CoalescingTransport transport, byte[] bytes) =>
        transport.SendAsync([new ByteBuffer(bytes, 0, bytes.Length, bytes.Length)], bytes.Length);
}
