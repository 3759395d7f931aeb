using ModelData.HubClient;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>The partitions of the hub. A hub may get more of them while it is read. Thread-safe.</summary>
internal sealed class HubPartitions(IHubSource hub)
{
    private volatile IReadOnlyList<string> _ids = [];

    /// <summary>The partition ids as they were read last.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>Reads the partition ids.</summary>
    /// <exception cref="HubException">The hub cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var properties = await hub.Management.GetHubPropertiesAsync(cancellationToken);
            return _ids = properties.PartitionIds;
        }
        catch (HubException e) when (e.Reason == HubFailureReason.ServiceBusy && _ids.Count > 0)
        {
            // It can be reached, but answers only so many questions a second for a whole namespace.
            return _ids;
        }
    }
}
