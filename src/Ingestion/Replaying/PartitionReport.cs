using System.Globalization;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Ingestion.Replaying;

/// <summary>What was read of a partition.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="First">The first event that was read; null when none was.</param>
/// <param name="Last">The last event that was read; null when none was.</param>
/// <param name="Events">How many were read.</param>
/// <param name="Missing">Ranges of sequence numbers that are no longer stored.</param>
/// <param name="Note">What a person should know; empty when there is nothing.</param>
public sealed record PartitionReport(
    string PartitionId,
    PartitionPosition? First,
    PartitionPosition? Last,
    long Events,
    IReadOnlyList<SequenceRange> Missing,
    string Note
)
{
    internal static PartitionReport Of(PartitionReplay partition, IReadOnlyList<SequenceGap> gaps)
    {
        List<SequenceRange> missing =
        [
            .. gaps.Where(gap => gap.PartitionId == partition.Range.PartitionId)
                .Select(gap => new SequenceRange(gap.First, gap.Last)),
        ];
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
