using System.CommandLine;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Settings;
using Engine = ModelData.Ingestion.Replaying.Replay;

namespace ModelData.Cli.Replay;

/// <summary><c>modeldata replay</c>: files from the events that the hub still has.</summary>
internal static class ReplayCommand
{
    private const string Description =
        "Build files anew from the events that the hub still has: all of them in another container (--into), or those of which nothing "
        + "is left in the data container. Nothing is doubled, however often it is run; a worker may run meanwhile. "
        + "Exit code 2 when a file could not be restored.";

    public static Command Create(CommandContext context)
    {
        StorageOptions storage = StorageOptions.ForData(context);
        StorageOptions state = StorageOptions.ForState(context);
        var hubOptions = new HubOptions(context, "listen");
        var options = new ReplayOptions(context);
        var group = new Option<string>("--consumer-group")
        {
            Description = "The consumer group to read with. It must exist, and no worker may read with it.",
            DefaultValueFactory = _ => "replay",
            HelpName = "name",
        };
        var isJson = new Option<bool>("--json") { Description = "Print a JSON object." };
        var command = new Command("replay", Description);
        options.AddTo(command);
        command.Add(isJson);
        command.Add(group);
        hubOptions.AddTo(command);
        storage.AddTo(command);
        state.AddTo(command);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                BlobContainerClient data = await storage.OpenAsync(arguments, cancellationToken);
                ReplayRequest request = options.Read(
                    arguments,
                    () => Hub(hubOptions, arguments, group),
                    storage.Account(arguments),
                    data
                );
                using var progress = new Progress(context, "replay", Progress.Count("events"));
                request = request with
                {
                    Warn = progress.PrintError,
                    Progressed = it =>
                    {
                        progress.AddTotal(it.Expected);
                        progress.Add(it.Events);
                    },
                };
                using var loggers = new ErrorStreamLogger(progress.PrintError);
                await using Engine replay = await Engine.OpenAsync(request, context.Time, loggers, cancellationToken);
                string? into = options.Into(arguments);
                StorageAccount account = state.FindAccount(arguments) ?? storage.Account(arguments);
                ReplayReport report = into is not null
                    ? await replay.IntoContainerAsync(into, cancellationToken)
                    : await replay.IntoDataAsync(account.Open(arguments.GetValue(state.Container)!), cancellationToken);
                List<ManifestCheck> manifests = request.IsDryRun
                    ? []
                    : await ManifestCheck.ReadAsync(
                        data,
                        into is null ? data : request.Open(into, retries: 3),
                        report.Files,
                        cancellationToken
                    );
                progress.Dispose();
                if (arguments.GetValue(isJson))
                {
                    ReplayJson.Write(context.Out, report, manifests);
                }
                else
                {
                    ReplayText.Write(context.Out, report, manifests);
                }
                return report.HasRefusedFiles ? ExitCodes.No : ExitCodes.Done;
            }
        );
        return command;
    }

    private static EventHubsSettings Hub(HubOptions hub, ParseResult arguments, Option<string> group)
    {
        EventHubsSettings settings = hub.Read(arguments);
        settings.ConsumerGroup = arguments.GetValue(group)!;
        return settings;
    }
}
