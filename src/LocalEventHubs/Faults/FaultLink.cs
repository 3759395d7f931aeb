namespace ModelData.LocalEventHubs.Faults;

/// <summary>The kinds of links that a fault can meet.</summary>
public enum FaultLink
{
    /// <summary>A link that a client sends events on.</summary>
    Sender = 0,

    /// <summary>A link that a client receives events on.</summary>
    Receiver,

    /// <summary>The requests of a client to <c>$cbs</c>, which takes tokens.</summary>
    Cbs,

    /// <summary>The requests of a client to <c>$management</c>.</summary>
    Management,
}
