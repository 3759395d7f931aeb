namespace ModelData.HubClient.Tests.Peer;

/// <summary>A put-token request.</summary>
internal sealed record PutToken(
    string Audience,
    string Type,
    string Token,
    DateTime Expiration,
    PeerConnection Connection
);
