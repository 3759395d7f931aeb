namespace ModelData.HubClient.Tests.Peer;

/// <summary>What a request node answers.</summary>
/// <param name="Status">The status code: an int, as the service sends it, or what a stranger might.</param>
/// <param name="Condition">The error condition: a symbol, a string, or none.</param>
/// <param name="Description">The text. Default: one that says whether the request was refused.</param>
internal sealed record PeerReply(object? Status, object? Condition = null, string? Description = null)
{
    public static implicit operator PeerReply(int status) =>
        new(status, null, status < 300 ? "Accepted" : "Refused by the script.");
}
