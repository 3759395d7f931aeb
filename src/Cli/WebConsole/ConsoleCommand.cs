using System.CommandLine;
using ModelData.Cli.Commands;
using ModelData.Cli.Status;
using ModelData.Console;
using ModelData.Console.Local;

namespace ModelData.Cli.WebConsole;

/// <summary><c>modeldata console</c>: the web console, on this machine alone.</summary>
internal static class ConsoleCommand
{
    public static Command Create(CommandContext context)
    {
        var places = new PipelineOptions(context);
        var settings = new Option<string>("--settings-container")
        {
            Description =
                "The container of settings documents, in the account of the states. Default: the environment variable Settings__Container, "
                + $"else {SettingsContainer.DefaultName}.",
            DefaultValueFactory = _ => context.Set("Settings__Container") ?? SettingsContainer.DefaultName,
            HelpName = "name",
        };
        var port = new Option<int>("--port")
        {
            Description = "The port on the loopback address. Default: any that is free.",
            DefaultValueFactory = _ => 0,
            HelpName = "number",
        };
        var who = new Option<string>("--as")
        {
            Description =
                "Who makes changes: it stands in settings documents and in the audit, for people. Default: <user>@<machine>.",
            DefaultValueFactory = _ => $"{Environment.UserName}@{Environment.MachineName}",
            HelpName = "who",
        };
        var command = new Command(
            "console",
            "Serve the web console on this machine: whether the pipeline works, services and their switches, partitions, workers, files, dead letters. "
                + "It acts as you, for one browser, until Ctrl+C. Resubmitting dead letters needs the right to send."
        );
        places.AddTo(command);
        command.Add(settings);
        command.Add(port);
        command.Add(who);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                int number = arguments.GetValue(port);
                if (number is < 0 or > ushort.MaxValue)
                {
                    throw new CommandFailedException("--port takes a number from 0 (any) to 65535.");
                }
                await using LocalConsole console = await LocalConsole.StartAsync(
                    new LocalConsoleOptions
                    {
                        Places = new ConsolePlaces
                        {
                            Pipeline = places.Read(arguments),
                            Settings = places.OpenBesideStates(arguments, arguments.GetValue(settings)!),
                        },
                        Who = arguments.GetValue(who)!,
                        Port = number,
                        Time = context.Time,
                    },
                    cancellationToken
                );
                await context.Out.WriteAsync(
                    $"Open this address; it opens one session, in one browser. Ctrl+C ends the console.\n\n  {console.Address}\n\n"
                );
                await context.Out.FlushAsync(cancellationToken);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return ExitCodes.Done;
            }
        );
        return command;
    }
}
