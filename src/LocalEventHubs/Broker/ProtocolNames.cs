namespace ModelData.LocalEventHubs.Broker;

/// <summary>Names that clients and the broker must spell alike.</summary>
internal static class ProtocolNames
{
    public const string Epoch = "com.microsoft:epoch";
    public const string ReceiverName = "com.microsoft:receiver-name";
    public const string RuntimeMetric = "com.microsoft:enable-receiver-runtime-metric";
    public const string SelectorFilter = "apache.org:selector-filter:string";
    public const string DefaultConsumerGroup = "$Default";
    public const uint BatchFormat = 0x80013700;
}
