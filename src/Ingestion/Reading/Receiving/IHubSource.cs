using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>The hub that the worker reads, as far as it needs it.</summary>
internal interface IHubSource
{
    string FullyQualifiedNamespace { get; }

    string HubName { get; }

    string ConsumerGroup { get; }

    IHubManagement Management { get; }

    IPartitionReceiver CreateReceiver(string partitionId, EventPosition position, PartitionReceiverOptions options);
}
