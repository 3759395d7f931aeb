using System.Globalization;
using ModelData.Ingestor.DeadLetters;
using ModelData.Ingestor.Partitions;
using ModelData.Ingestor.Replaying;

namespace ModelData.Cli.Replay;

/// <summary>What was read of a partition.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="First">The first event that was read; null when none was.</param>
/// <param name="Last">The last event that was read; null when none was.</param>
/// <param name="Events">How many were read.</param>
/// <param name="Missing">Ranges of sequence numbers that are no longer stored.</param>
/// <param name="Note">What a person should know; empty when there is nothing.</param>
internal sealed record PartitionReport(
    string PartitionId,
    PartitionPosition? First,
    PartitionPosition? Last,
    long Events,
    IReadOnlyList<SequenceGap> Missing,
    string Note
)
{
    public static PartitionReport Of(PartitionReplay partition, IReadOnlyList<SequenceGap> gaps)
    {
        List<SequenceGap> missing = [.. gaps.Where(gap => gap.PartitionId == partition.Range.PartitionId)];
        return new PartitionReport(
            partition.Range.PartitionId,
            partition.First,
            partition.Last,
            partition.Events,
            missing,
            Describe(partition)
        );
    }

    private static string Describe(PartitionReplay partition)
    {
        PartitionRange range = partition.Range;
        long asked = range.Start.Position.SequenceNumber + 1;
        if (!partition.StartsLate)
        {
            return partition.Events > 0 ? ""
                : asked > 0 && asked > range.End ? $"nothing to read: the range ends at {range.End}"
                : "nothing to read in this range";
        }
        string time = partition.First is { } first
            ? string.Create(CultureInfo.InvariantCulture, $", stored at {first.EnqueuedTime.UtcDateTime:u}")
            : "";
        string wanted =
            range.Start.IsKnown ? $"{asked} was asked for"
            : range.From is { } from
                ? string.Create(CultureInfo.InvariantCulture, $"{from.UtcDateTime:u} was asked for")
            : $"everything up to {range.End} has expired";
        return $"{wanted}: the first event available is {partition.FirstAvailable}{time}";
    }
}
