using System.CommandLine;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Status;

/// <summary><c>modeldata status</c>: whether the pipeline works, on one screen.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static Command Create(CommandContext context)
    {
        var places = new PipelineOptions(context);
        var isJson = new Option<bool>("--json") { Description = "Print a JSON object; with --watch one a line." };
        var isWatching = new Option<bool>("--watch") { Description = "Look again every 5 s until interrupted." };
        var command = new Command(
            "status",
            "Tell whether the pipeline works, and if not why, and what to do: from hub and blobs alone, so also when no worker lives. "
                + "Exit code 0: it works; 3: rows come late; 4: nothing arrives, rows are or will be lost, or it cannot be known."
        );
        places.AddTo(command);
        command.Add(isWatching);
        command.Add(isJson);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                await using var observer = new PipelineObserver(places.Read(arguments), context.Time);
                if (!arguments.GetValue(isWatching))
                {
                    using var progress = new Progress(context, "ask hub and storage");
                    PipelineStatus status = await observer.ObserveAsync(cancellationToken: cancellationToken);
                    progress.Dispose();
                    await context.Out.WriteAsync(Text(context, status, arguments.GetValue(isJson)));
                    return ExitCodes.Of(status.Verdict);
                }
                await WatchAsync(context, observer, arguments.GetValue(isJson), cancellationToken);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task WatchAsync(
        CommandContext context,
        PipelineObserver observer,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        using Screen? screen = isJson ? null : new Screen(context);
        while (true)
        {
            PipelineStatus status = await observer.ObserveAsync(cancellationToken: cancellationToken);
            string text = Text(context, status, isJson);
            if (screen is null)
            {
                await context.Out.WriteAsync(text);
                await context.Out.FlushAsync(cancellationToken);
            }
            else
            {
                screen.Show(text);
            }
            await Task.Delay(Interval, context.Time, cancellationToken);
        }
    }

    private static string Text(CommandContext context, PipelineStatus status, bool isJson)
    {
        using var writer = new StringWriter();
        if (isJson)
        {
            StatusJson.Write(writer, status);
        }
        else
        {
            StatusText.Write(writer, status, context.HasColours);
        }
        return writer.ToString();
    }
}
