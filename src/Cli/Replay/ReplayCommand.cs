using System.CommandLine;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Cli.Commands;
using ModelData.Ingestor.Completing;
using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Partitions;
using ModelData.Ingestor.Receiving;
using ModelData.Ingestor.State;

namespace ModelData.Cli.Replay;

/// <summary><c>modeldata replay</c>: files from the events that the hub still has.</summary>
internal static class ReplayCommand
{
    private const string Description =
        "Build files anew from the events that the hub still has: all of them in another container (--into), or those of which nothing "
        + "is left in the data container. Nothing is doubled, however often it is run; a worker may run meanwhile. "
        + "Exit code 2 when a file could not be restored.";

    public static Command Create(Surroundings surroundings)
    {
        StorageOptions storage = StorageOptions.ForData(surroundings);
        StorageOptions state = StorageOptions.ForState(surroundings);
        var hubOptions = new HubOptions(surroundings, "listen");
        var options = new ReplayOptions(surroundings);
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
            surroundings,
            async (arguments, cancellationToken) =>
            {
                BlobContainerClient data = await storage.OpenAsync(arguments, cancellationToken);
                ReplayRequest request = options.Read(arguments, storage.Account(arguments), data);
                using var loggers = LoggerFactory.Create(logging =>
                    logging.AddProvider(new ErrorStreamLogger(surroundings.Error))
                );
                await using EventHubsSource source = Open(hubOptions, arguments, group);
                ReplayedHub hub = await ReplayedHub.OpenAsync(source, request.Start.Positions.Keys, cancellationToken);
                ReplayReport report;
                if (options.Into(arguments) is { } into)
                {
                    var replay = new ReplayIntoContainer(request, hub, surroundings.Time, loggers);
                    report = await replay.RunAsync(into, cancellationToken);
                }
                else
                {
                    StorageAccount account = state.FindAccount(arguments) ?? request.Account;
                    BlobContainerClient container = account.Open(arguments.GetValue(state.Container)!);
                    var store = new BlobStateStore(container, BlobStateStore.Prefix(source, request.WorkerGroup));
                    var states = new WorkerStates(store, hub, request.WorkerGroup);
                    var replay = new ReplayIntoData(
                        request,
                        hub,
                        states,
                        new BlobOpenFolders(container, BlobOpenFolders.Prefix(source, request.WorkerGroup)),
                        surroundings,
                        loggers
                    );
                    report = await replay.RunAsync(cancellationToken);
                }
                if (arguments.GetValue(isJson))
                {
                    ReplayJson.Write(surroundings.Out, report);
                }
                else
                {
                    ReplayText.Write(surroundings.Out, report);
                }
                return report.HasRefusedFiles ? ExitCodes.No : ExitCodes.Done;
            }
        );
        return command;
    }

    private static EventHubsSource Open(HubOptions hub, ParseResult arguments, Option<string> group)
    {
        EventHubsSettings settings = hub.Read(arguments);
        settings.ConsumerGroup = arguments.GetValue(group)!;
        return new EventHubsSource(Options.Create(settings), new DefaultAzureCredential());
    }
}
