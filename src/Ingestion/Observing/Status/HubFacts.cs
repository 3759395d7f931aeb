using System.Collections.Concurrent;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What a hub says of itself.</summary>
/// <param name="Incarnation">Its life.</param>
/// <param name="PartitionIds">Its partitions.</param>
/// <param name="Ends">Where those end that answered.</param>
/// <param name="Problems">Why the others did not.</param>
internal sealed record HubFacts(
    HubIncarnation Incarnation,
    IReadOnlyList<string> PartitionIds,
    IReadOnlyDictionary<string, PartitionProperties> Ends,
    IReadOnlyList<ReportedProblem> Problems
)
{
    private const int Questions = 16;

    // The service answers some fifty questions a second for a whole namespace: of a large hub some partitions stay unknown at one look.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    /// <summary>Asks the hub, and then each partition: one that does not answer costs that partition.</summary>
    /// <param name="source">The hub.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<HubFacts> ReadAsync(
        IHubSource source,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var hub = await source.Management.GetHubPropertiesAsync(cancellationToken);
        var ends = new ConcurrentDictionary<string, PartitionProperties>(StringComparer.Ordinal);
        var problems = new ConcurrentBag<ReportedProblem>();
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                hub.PartitionIds,
                new ParallelOptions { MaxDegreeOfParallelism = Questions, CancellationToken = either.Token },
                async (id, token) =>
                {
                    try
                    {
                        ends[id] = await source.Management.GetPartitionPropertiesAsync(id, token);
                    }
                    catch (Exception e) when (!token.IsCancellationRequested)
                    {
                        problems.Add(DependencyProblem.OfHub(e).At($"partition {id}", null));
                    }
                }
            );
        }
        catch (OperationCanceledException)
            when (!cancellationToken.IsCancellationRequested && ends.Count < hub.PartitionIds.Count)
        {
            problems.Add(
                new ReportedProblem(
                    ProblemCatalogue.HubBusy,
                    $"{hub.PartitionIds.Count - ends.Count} partitions",
                    $"they did not say within {Limit.TotalSeconds:0} s where they end",
                    "Look again; a namespace answers some fifty such questions a second",
                    null
                )
            );
        }

        return new HubFacts(
            HubIncarnation.Create(source.FullyQualifiedNamespace, source.HubName, hub.CreatedAt),
            hub.PartitionIds,
            ends,
            [.. problems]
        );
    }
}
