namespace ModelData.LocalEventHubs.Faults;

/// <summary>What a fault does.</summary>
public enum FaultAction
{
    /// <summary>Detaches the link with the condition. What met the fault is not stored, not delivered, not answered.</summary>
    Detach = 0,

    /// <summary>Closes the connection of the link with the condition, as <see cref="Detach"/> does the link.</summary>
    Close,

    /// <summary>Ends the connection of the link without a word, as <see cref="Detach"/> does the link.</summary>
    Cut,

    /// <summary>Refuses an attach with the condition. The rule counts attaches.</summary>
    Refuse,

    /// <summary>Rejects a send, or answers a request, with the condition; nothing is stored.</summary>
    Reject,

    /// <summary>Does what is asked, and never answers.</summary>
    DropAnswer,

    /// <summary>Does what is asked, and answers after the delay.</summary>
    DelayAnswer,

    /// <summary>For the delay, a sender gets neither answers nor credit, and a receiver no events.</summary>
    Stall,

    /// <summary>Detaches a receiver with <c>amqp:link:stolen</c>, as another one of a higher owner level would.</summary>
    Steal,
}
