using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Replaying;

/// <summary>The hub that is read, as it was when the command started.</summary>
/// <param name="Source">Reads it.</param>
/// <param name="Incarnation">Its life.</param>
/// <param name="Partitions">Its partitions.</param>
internal sealed record ReplayedHub(
    IHubSource Source,
    HubIncarnation Incarnation,
    IReadOnlyList<PartitionProperties> Partitions
)
{
    /// <summary>Asks the hub.</summary>
    /// <exception cref="ReplayException">It has no such partition as a position is given for.</exception>
    public static async Task<ReplayedHub> OpenAsync(
        IHubSource source,
        IEnumerable<string> named,
        CancellationToken cancellationToken
    )
    {
        HubProperties hub = await source.Management.GetHubPropertiesAsync(cancellationToken);
        if (named.Except(hub.PartitionIds).FirstOrDefault() is { } unknown)
        {
            throw new ReplayException(
                $"The hub {hub.Name} has no partition {unknown}: it has {string.Join(", ", hub.PartitionIds)}."
            );
        }
        var partitions = new List<PartitionProperties>();
        foreach (string id in hub.PartitionIds)
        {
            partitions.Add(await source.Management.GetPartitionPropertiesAsync(id, cancellationToken));
        }
        return new ReplayedHub(
            source,
            HubIncarnation.Create(source.FullyQualifiedNamespace, source.HubName, hub.CreatedAt),
            partitions
        );
    }
}
