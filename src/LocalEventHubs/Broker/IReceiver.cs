namespace ModelData.LocalEventHubs.Broker;

/// <summary>A link that reads a partition.</summary>
internal interface IReceiver
{
    /// <summary>The name that the client gave itself, or <c>nil</c>.</summary>
    string Name { get; }

    /// <summary>Its owner level, or <see langword="null"/>.</summary>
    long? OwnerLevel { get; }

    /// <summary>Detaches it because another one took the partition; no transfer may follow.</summary>
    void Displace(string description);
}
