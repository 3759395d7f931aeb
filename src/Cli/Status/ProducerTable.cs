using System.Globalization;
using ModelData.Cli.Output;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Status;

/// <summary>What producers say of themselves, an address a line: those that lose rows first, then those that are silent.</summary>
internal static class ProducerTable
{
    private const int MostAddresses = 10;

    public static void Write(TextWriter writer, PipelineStatus status)
    {
        if (status.Producers is not { Count: > 0 } producers)
        {
            return;
        }
        var table = new TextTable(
            "PRODUCERS OF",
            ">RUNNING",
            ">SILENT",
            "STATE",
            "HEARD",
            ">RECEIVED",
            ">SENT",
            ">LOST",
            ">LOST LATELY"
        );
        foreach (
            ProducerStatus it in producers
                .OrderByDescending(it => it.RecentlyLost)
                .ThenByDescending(it => it.Silent)
                .Take(MostAddresses)
        )
        {
            table.Add(
                $"{it.Address.WebService}/{it.Address.Model}/{it.Address.Version}/{it.Address.Identifier}",
                Text($"{(it.IsWhole ? "" : "at least ")}{it.Producers}"),
                Text($"{it.Silent}"),
                it.StatesText,
                it.Age is { } age ? $"{Elapsed.Text(age)} ago" : "unknown",
                Text($"{it.Total.Received}"),
                Text($"{it.Total.Sent}"),
                Text($"{it.Total.Lost}"),
                Text($"{it.RecentlyLost}")
            );
        }
        writer.Write("\n");
        table.WriteTo(writer);
        if (producers.Count > MostAddresses)
        {
            writer.Write(Text($"and {producers.Count - MostAddresses} more: modeldata status --json\n"));
        }
        foreach (UncountedProducers it in status.UncountedProducers ?? [])
        {
            writer.Write(
                Text(
                    $"and producers of {(it.Service is null ? "other services" : it.Service)} beyond 10,000 a partition: "
                ) + Text($"{it.Heartbeats} heartbeats lately, {it.RecentlyLost} rows lost\n")
            );
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
