namespace ModelData.HubClient.Tests.Peer;

/// <summary>A delivery that has arrived whole.</summary>
/// <param name="Link">The link it came on.</param>
/// <param name="DeliveryId">Its id in the session.</param>
/// <param name="Format">The message format.</param>
/// <param name="Payload">The encoded message, over all its frames.</param>
/// <param name="Settled">Whether the client waits for no outcome.</param>
internal sealed record PeerTransfer(PeerLink Link, uint DeliveryId, uint Format, byte[] Payload, bool Settled);
