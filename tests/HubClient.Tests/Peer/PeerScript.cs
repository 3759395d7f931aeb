using Amqp.Framing;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>What a peer does by itself. The defaults are a service that agrees to everything and accepts every event.</summary>
internal sealed class PeerScript
{
    public string[] Mechanisms { get; set; } = ["MSSBCBS", "PLAIN", "ANONYMOUS", "EXTERNAL"];

    public ulong MaxMessageSize { get; set; } = 1024 * 1024;

    public uint MaxFrameSize { get; set; } = 4 * 1024 * 1024;

    public uint IdleTimeOut { get; set; } = 240_000;

    public uint SenderCredit { get; set; } = 1000;

    /// <summary>Whether deliveries to the client are announced as settled.</summary>
    public bool Presettles { get; set; } = true;

    /// <summary>Refuses a link; null agrees.</summary>
    public Func<PeerLink, Error?> OnAttaching { get; set; } = static _ => null;

    /// <summary>After a link to an event hub node was agreed to.</summary>
    public Func<PeerLink, Task> OnAttached { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The client raised its credit.</summary>
    public Func<PeerLink, Task> OnCredit { get; set; } = static _ => Task.CompletedTask;

    /// <summary>An event or batch arrived.</summary>
    public Func<PeerTransfer, Task> OnTransfer { get; set; } =
        static transfer => transfer.Link.SettleAsync(transfer.DeliveryId, new Accepted());

    /// <summary>The reply to a put-token request; null leaves it unanswered.</summary>
    public Func<PutToken, PeerReply?> OnPutToken { get; set; } = static _ => 202;

    /// <summary>The reply to a management request of a type; null leaves it unanswered.</summary>
    public Func<string, PeerReply?> OnRead { get; set; } = static _ => 200;

    /// <summary>Whether it did something else with a request to a node than accept and answer it.</summary>
    public Func<PeerTransfer, Task<bool>> OnRequest { get; set; } = static _ => Task.FromResult(false);

    /// <summary>Whether anything at all is read and answered; a frozen peer keeps its sockets open.</summary>
    public bool IsFrozen { get; set; }
}
