using System.Globalization;
using ModelData.Cli.Output;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;

namespace ModelData.Cli.Replay;

/// <summary>A result for people.</summary>
internal static class ReplayText
{
    public static void Write(TextWriter writer, ReplayReport report, IReadOnlyList<ManifestCheck> manifests)
    {
        WritePartitions(writer, report);
        WriteFiles(writer, report);
        foreach (ManifestCheck check in manifests)
        {
            string verdict = check.IsEqual
                ? $"as many {check.Format} rows as its manifest: {check.Rows}"
                : $"{check.Rows} {check.Format} rows, and its manifest says {check.Listed}";
            Line(writer, $"{check.Folder} has {verdict}");
        }
        foreach ((string reason, long count) in report.Refused)
        {
            Line(writer, $"events not understood ({reason}): {count}");
        }
        foreach (PartitionReport partition in report.Partitions)
        {
            foreach (var gap in partition.Missing)
            {
                Line(
                    writer,
                    $"partition {partition.PartitionId} no longer has {gap.First} to {gap.Last}, {gap.Count} in all"
                );
            }
        }
        string totals = string.Join(
            ", ",
            Enum.GetValues<ReplayOutcome>()
                .Where(outcome => report.Files.Any(file => file.Outcome == outcome))
                .Select(outcome => $"{Count(report, outcome)} {Word(outcome)}")
        );
        Line(
            writer,
            $"{report.Container}: {(totals.Length > 0 ? totals : "no rows in this range")}; "
                + $"duplicates dropped: {report.Duplicates}"
        );
    }

    /// <summary>An outcome in words.</summary>
    public static string Word(ReplayOutcome outcome) =>
        outcome switch
        {
            ReplayOutcome.Written => "written",
            ReplayOutcome.WouldBeWritten => "would be written",
            ReplayOutcome.AlreadyThere => "already there",
            _ => "refused",
        };

    /// <summary>The files of a folder, or what they would be called.</summary>
    public static string Names(ReplayedFile file) =>
        file.Names.Count > 0
            ? string.Join(' ', file.Names)
            : $"data*.{(file.Kind == FileKind.Parquet ? "parquet" : "csv")}";

    private static void WritePartitions(TextWriter writer, ReplayReport report)
    {
        var table = new TextTable("PARTITION", ">FIRST", "STORED", ">LAST", "STORED", ">EVENTS", "NOTE");
        foreach (PartitionReport partition in report.Partitions)
        {
            table.Add(
                partition.PartitionId,
                Number(partition.First?.SequenceNumber),
                Time(partition.First),
                Number(partition.Last?.SequenceNumber),
                Time(partition.Last),
                Number(partition.Events),
                partition.Note
            );
        }
        table.WriteTo(writer);
        writer.Write("\n");
    }

    private static void WriteFiles(TextWriter writer, ReplayReport report)
    {
        if (report.Files.Count == 0)
        {
            return;
        }
        var table = new TextTable("FILE", "SCHEMA", ">ROWS", "OUTCOME");
        foreach (ReplayedFile file in report.Files)
        {
            table.Add($"{file.Folder}/{Names(file)}", file.SchemaHash, Number(file.Rows), Word(file.Outcome));
        }
        table.WriteTo(writer);
        writer.Write("\n");
        foreach (ReplayedFile file in report.Files.Where(file => file.Detail.Length > 0))
        {
            Line(writer, $"{file.Folder}/{Names(file)}: {file.Detail}");
        }
    }

    private static string Count(ReplayReport report, ReplayOutcome outcome)
    {
        List<ReplayedFile> files = [.. report.Files.Where(file => file.Outcome == outcome)];
        string rows =
            outcome == ReplayOutcome.Refused
                ? $"{files.Sum(file => file.Missing)} rows missing"
                : $"{files.Sum(file => file.Rows)} rows";
        int count = files.Sum(file => Math.Max(file.Names.Count, 1));
        return $"{count} {(count == 1 ? "file" : "files")} ({rows})";
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Time(PartitionPosition? position) =>
        position?.EnqueuedTime.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "-";

    private static void Line(TextWriter writer, string text) => writer.Write(Printable.Line(text) + "\n");
}
