namespace ModelData.HubClient.Tests.Peer;

/// <summary>A session that the client has begun.</summary>
internal sealed class PeerSession(ushort channel, uint nextIncomingId)
{
    private readonly Dictionary<uint, uint> _received = [];

    public ushort Channel => channel;

    public uint NextIncomingId { get; set; } = nextIncomingId;

    public uint NextDeliveryId { get; set; }

    /// <summary>Whether the peer has ended it.</summary>
    public bool IsEnded { get; set; }

    public Dictionary<uint, PeerLink> Links { get; } = [];

    /// <summary>The delivery in progress of each link, while it has more frames to come.</summary>
    public Dictionary<uint, (uint Id, uint Format, bool Settled, MemoryStream Payload)> Partial { get; } = [];

    public uint Received(uint handle) => _received.GetValueOrDefault(handle);

    public void CountReceived(uint handle) => _received[handle] = Received(handle) + 1;
}
