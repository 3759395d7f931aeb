using System.CommandLine;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Status;

/// <summary><c>modeldata lag</c>: how far each partition is.</summary>
internal static class LagCommand
{
    public static Command Create(CommandContext context)
    {
        var places = new PipelineOptions(context);
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one partition a line." };
        var command = new Command(
            "lag",
            "Tell of each partition where it ends, the position that its worker saved, how many events wait behind that and for how long, "
                + "and how long the hub keeps them. What is behind the saved position may be in files already. "
                + "Exit codes as of status."
        );
        places.AddTo(command);
        command.Add(isJson);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                await using var observer = new PipelineObserver(places.Read(arguments), context.Time);
                using var progress = new Progress(context, "ask hub and storage");
                PipelineStatus status = await observer.ObserveAsync(addresses: 0, cancellationToken);
                progress.Dispose();
                if (arguments.GetValue(isJson))
                {
                    JsonLines.Write(context.Out, status.Partitions, StatusJson.WritePartition);
                }
                else
                {
                    PartitionTable.Write(context.Out, status.Partitions);
                }
                if (status.Verdict != PipelineVerdict.Well)
                {
                    await context.Error.WriteLineAsync(Printable.Line(status.Summary));
                }
                return ExitCodes.Of(status.Verdict);
            }
        );
        return command;
    }
}
