using ModelData.Console.Components;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Console.Overview;

/// <summary>The few numbers that say most, each with where it leads. What is not known of one part is not known of the whole.</summary>
internal static class OverviewFigures
{
    public static IReadOnlyList<OverviewFigure> Of(PipelineStatus status) =>
        [
            new("Oldest row not in a file", Oldest(status.Partitions), null, "/partitions"),
            new("Events that wait", Sum(status.Partitions, it => it.Waiting), null, "/partitions"),
            new("Retention left", Retention(status), null, "/partitions"),
            new("Workers alive", Alive(status), Held(status.Partitions), "/workers"),
            new("Rows in the newest folders", Rows(status.Addresses), null, "/files"),
            new("Dead letters", Letters(status.DeadLetters), LettersNote(status.DeadLetters), "/dead-letters"),
        ];

    private static string? Oldest(IReadOnlyList<PartitionStatus> partitions)
    {
        if (partitions.Count == 0 || partitions.Any(it => it.UnknownFor is not null || it.LagAtLeast is null))
        {
            return null;
        }
        PartitionStatus oldest = partitions.MaxBy(it => it.LagAtMost ?? it.LagAtLeast)!;
        return oldest.LagText;
    }

    private static string? Sum(IReadOnlyList<PartitionStatus> partitions, Func<PartitionStatus, long?> value) =>
        partitions.Count == 0 || partitions.Any(it => value(it) is null)
            ? null
            : Show.Number(partitions.Sum(it => value(it)!.Value));

    private static string? Retention(PipelineStatus status) =>
        status.Partitions.Count == 0 ? null
        : status.Partitions.All(it => it.Waiting == 0) ? "nothing waits"
        : status.Partitions.Any(it => it.Waiting != 0 && it.RetentionLeft is null) ? null
        : Elapsed.Text(status.Partitions.Where(it => it.Waiting != 0).Min(it => it.RetentionLeft!.Value));

    private static string Held(IReadOnlyList<PartitionStatus> partitions) =>
        partitions.Count == 0 || partitions.Any(it => it.IsHeld is null)
            ? "which partitions are held is unknown"
            : $"{Show.Number(partitions.Count(it => it.IsHeld == true))} of {Show.Count(partitions.Count, "partition")} held";

    // Without a listing of partitions' owners, a worker that is not seen may be there.
    private static string? Alive(PipelineStatus status) =>
        status.Workers.Count == 0 && status.Partitions.All(it => it.IsHeld is null)
            ? null
            : Show.Number(status.Workers.Count(it => it.IsAlive));

    private static string? Rows(IReadOnlyList<AddressStatus>? addresses) =>
        addresses is null || addresses.Any(it => it.Rows is null)
            ? null
            : Show.Number(addresses.Sum(it => it.Rows!.Value));

    private static string? Letters(DeadLetterStatus? letters) =>
        letters is null ? null
        : letters.IsWhole ? Show.Number(letters.Letters)
        : $"at least {Show.Number(letters.Letters)}";

    private static string? LettersNote(DeadLetterStatus? letters) =>
        letters switch
        {
            null or { Letters: 0 } => null,
            { Recent: { } recent } => $"{Show.Number(recent)} in packs of the last hour",
            _ => "not all could be counted in time",
        };
}
