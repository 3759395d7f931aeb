namespace ModelData.EventHubs.Amqp;

/// <summary>Node addresses of a hub and the audiences of their claims.</summary>
internal sealed class AmqpAddresses(string host, string hubName, bool usesTls)
{
    public const string Cbs = "$cbs";
    public const string Management = "$management";

    private readonly string _scheme = usesTls ? "amqps" : "amqp";

    /// <summary>The URI that keys sign for: the hub, in lower case, as the official .NET SDK does.</summary>
    public string HubResource => ToAudience(hubName).ToLowerInvariant();

    public string HubName => hubName;

    /// <summary>Where events go: the hub, or one partition.</summary>
    public string GetSenderAddress(string? partitionId) =>
        partitionId is null ? hubName : $"{hubName}/Partitions/{partitionId}";

    /// <summary>Where the events of a partition come from.</summary>
    public string GetReceiverAddress(string consumerGroup, string partitionId) =>
        $"{hubName}/ConsumerGroups/{consumerGroup}/Partitions/{partitionId}";

    /// <summary>What a claim for the management node names.</summary>
    public string GetManagementAddress() => $"{hubName}/{Management}";

    /// <summary>The audience of a claim on an address.</summary>
    public string ToAudience(string address) => $"{_scheme}://{host}/{address}";
}
