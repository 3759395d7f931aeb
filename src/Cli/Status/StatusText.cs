using System.Globalization;
using ModelData.Cli.Output;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Status;

/// <summary>The state of a pipeline on one screen: first whether it works, then what does not, then where things are.</summary>
internal static class StatusText
{
    /// <summary>What does not fit a screen is what goes well: the worst, or the newest, are shown.</summary>
    private const int MostPartitions = 16;
    private const int MostAddresses = 10;

    private const int Indent = 11;
    private const int CommitDigits = 7;

    // Of SGR sequences.
    private const int Red = 31;
    private const int Green = 32;
    private const int Yellow = 33;

    /// <summary>Writes a state.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="status">The state.</param>
    /// <param name="hasColours">Whether the first sentence is coloured as the verdict is.</param>
    public static void Write(TextWriter writer, PipelineStatus status, bool hasColours)
    {
        string summary = Printable.Line(status.Summary);
        writer.Write(hasColours ? $"\e[1;{Colour(status.Verdict)}m{summary}\e[0m\n" : $"{summary}\n");
        writer.Write($"\n{Printable.Line(status.Hub)}, {At(status.At)}\n");
        foreach (ReportedProblem problem in status.Problems)
        {
            writer.Write(
                $"\n{Word(problem.Kind.Severity), -Indent}{Printable.Line(problem.Where)}: {Printable.Line(problem.Cause)}"
            );
            writer.Write(problem.Duration is { } since ? $" (for {Elapsed.Text(since)})" : "");
            writer.Write($"\n{"", -Indent}{Printable.Line(problem.Mend)}. See {Printable.Line(problem.Kind.Page)}\n");
        }
        WritePartitions(writer, status.Partitions);
        WriteWorkers(writer, status.Workers);
        WriteAddresses(writer, status.Addresses);
        ProducerTable.Write(writer, status);
        writer.Write($"\n{Letters(status.DeadLetters)}\n");
    }

    private static int Colour(PipelineVerdict verdict) =>
        verdict switch
        {
            PipelineVerdict.Well => Green,
            PipelineVerdict.Behind => Yellow,
            _ => Red,
        };

    private static void WritePartitions(TextWriter writer, IReadOnlyList<PartitionStatus> partitions)
    {
        List<PartitionStatus> shown =
            partitions.Count <= MostPartitions
                ? [.. partitions]
                : [.. partitions.OrderByDescending(Trouble).Take(MostPartitions)];
        if (shown.Count > 0)
        {
            writer.Write("\n");
            PartitionTable.Write(writer, shown);
        }
        if (shown.Count < partitions.Count)
        {
            writer.Write(Text($"and {partitions.Count - shown.Count} partitions more: modeldata lag\n"));
        }
    }

    private static double Trouble(PartitionStatus it) =>
        it.UnknownFor is not null || it.LagAtLeast is null ? double.MaxValue
        : it.IsHeld != true ? double.MaxValue / 2
        : (it.LagAtMost ?? it.LagAtLeast.Value).TotalSeconds;

    private static void WriteWorkers(TextWriter writer, IReadOnlyList<WorkerStatus> workers)
    {
        if (workers.Count == 0)
        {
            return;
        }
        var table = new TextTable("WORKER", "RELEASE", ">PARTITIONS", ">READING", "RENEWED", "REPORTED", "CLOCK");
        foreach (WorkerStatus it in workers)
        {
            table.Add(
                it.Name,
                Release(it.Release),
                it.Partitions is { } held ? Text($"{held.Count}") : "unknown",
                it.Attached is { } attached ? Text($"{attached}") : "unknown",
                Ago(it.RenewalAge, "-"),
                Ago(it.ReportAge, it.IsReporting == false ? "never" : "unknown"),
                it.ClockDifference is { } off ? Text($"{off.TotalSeconds:+0.0;-0.0;0.0} s") : "unknown"
            );
        }
        writer.Write("\n");
        table.WriteTo(writer);
    }

    private static void WriteAddresses(TextWriter writer, IReadOnlyList<AddressStatus>? addresses)
    {
        if (addresses is null)
        {
            writer.Write("\nCollected: unknown.\n");
            return;
        }
        if (addresses.Count == 0)
        {
            return;
        }
        var table = new TextTable("COLLECTED", "DAY", "LAST ROW", ">ROWS", ">ROWS AN HOUR", ">FILES");
        foreach (
            AddressStatus it in addresses
                .OrderByDescending(it => it.LastRow ?? DateTimeOffset.MinValue)
                .Take(MostAddresses)
        )
        {
            table.Add(
                $"{it.Address.WebService}/{it.Address.Model}/{it.Address.Version}/{it.Address.Identifier}",
                it.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Ago(it.Freshness, "unknown"),
                it.Rows is { } rows ? Text($"{rows}") : "unknown",
                it.RowsAnHour is { } rate ? Text($"{rate:0}") : "unknown",
                it.Files is { } files ? Text($"{files}") : "unknown"
            );
        }
        writer.Write("\n");
        table.WriteTo(writer);
        if (addresses.Count > MostAddresses)
        {
            writer.Write(Text($"and {addresses.Count - MostAddresses} more: modeldata services list\n"));
        }
    }

    private static string Letters(DeadLetterStatus? letters) =>
        letters is null ? "Dead letters: unknown."
        : letters.Letters == 0 ? "Dead letters: none."
        : letters.IsWhole
            ? Text(
                $"Dead letters: {letters.Letters}, {letters.Recent} of them in packs of the last hour and not sent again; "
            ) + Text($"the newest event is of {letters.Newest:u}.")
        : Text($"Dead letters: at least {letters.Letters}; not all could be counted in time.");

    // The commit as short as it is usually told.
    private static string Release(string? release) =>
        release is null ? "unknown"
        : release.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && release.Length > plus + CommitDigits
            ? release[..(plus + 1 + CommitDigits)]
        : release;

    private static string At(DateTimeOffset? at) => at is { } time ? Text($"{time:u}") : "at an unknown time";

    private static string Ago(TimeSpan? age, string unknown) => age is { } time ? $"{Elapsed.Text(time)} ago" : unknown;

    private static string Word(ProblemSeverity severity) =>
        severity switch
        {
            ProblemSeverity.Attention => "look",
            ProblemSeverity.Behind => "behind",
            _ => "broken",
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
