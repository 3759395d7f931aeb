using System.Collections.Concurrent;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What a hub says of itself.</summary>
/// <param name="Incarnation">Its life.</param>
/// <param name="PartitionIds">Its partitions.</param>
/// <param name="Ends">Those that answered in time.</param>
internal sealed record HubFacts(
    HubIncarnation Incarnation,
    IReadOnlyList<string> PartitionIds,
    IReadOnlyDictionary<string, PartitionProperties> Ends
)
{
    /// <summary>The hub answers some hundred questions a second for a whole namespace.</summary>
    private const int Questions = 16;

    /// <summary>Asks the hub, and then each partition: one that does not answer costs that partition.</summary>
    /// <param name="source">The hub.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<HubFacts> ReadAsync(IHubSource source, CancellationToken cancellationToken)
    {
        var hub = await source.Management.GetHubPropertiesAsync(cancellationToken);
        var ends = new ConcurrentDictionary<string, PartitionProperties>(StringComparer.Ordinal);
        Exception? failure = null;
        await Parallel.ForEachAsync(
            hub.PartitionIds,
            new ParallelOptions { MaxDegreeOfParallelism = Questions, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                try
                {
                    ends[id] = await source.Management.GetPartitionPropertiesAsync(id, token);
                }
                catch (Exception e) when (!token.IsCancellationRequested)
                {
                    failure = e;
                }
            }
        );
        return failure is not null && ends.IsEmpty
            ? throw failure
            : new HubFacts(
                HubIncarnation.Create(source.FullyQualifiedNamespace, source.HubName, hub.CreatedAt),
                hub.PartitionIds,
                ends
            );
    }
}
