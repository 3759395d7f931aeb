using System.Globalization;
using ModelData.Cli.Output;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Status;

/// <summary>Partitions as a table.</summary>
internal static class PartitionTable
{
    public static void Write(TextWriter writer, IEnumerable<PartitionStatus> partitions)
    {
        var table = new TextTable(
            ">PARTITION",
            ">END",
            ">SAVED UP TO",
            ">WAITING",
            "LAG",
            "RETENTION LEFT",
            "OWNER",
            "RENEWED"
        );
        foreach (PartitionStatus it in partitions)
        {
            table.Add(
                it.PartitionId,
                Number(it.End),
                Number(it.DoneUpTo),
                Number(it.Waiting),
                it.LagText,
                it.Waiting == 0 ? "nothing waits" : Age(it.RetentionLeft),
                it.IsHeld switch
                {
                    null => "unknown",
                    false => "nobody",
                    true => it.Owner ?? "unknown",
                },
                it.OwnerAge is { } age ? $"{Elapsed.Text(age)} ago" : "-"
            );
        }
        table.WriteTo(writer);
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static string Age(TimeSpan? time) =>
        time is null ? "unknown"
        : time > TimeSpan.Zero ? Elapsed.Text(time.Value)
        : "none";
}
