using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services diagnostics</c> and <c>heartbeat</c>: whether the apps say more of themselves.</summary>
internal static class TellService
{
    private const string On = "on";
    private const string Off = "off";

    public static Command Diagnostics(CommandContext context, StorageOptions storage) =>
        Create(
            context,
            storage,
            new Command(
                "diagnostics",
                "Let the apps of a web service say more about their collection: each collector logs its state and its counts."
            ),
            (settings, isOn) => settings with { Diagnostics = isOn }
        );

    public static Command Heartbeat(CommandContext context, StorageOptions storage) =>
        Create(
            context,
            storage,
            new Command("heartbeat", "Let the apps of a web service tell from time to time that they are there."),
            (settings, isOn) => settings with { Heartbeat = isOn }
        );

    private static Command Create(
        CommandContext context,
        StorageOptions storage,
        Command command,
        Func<ServiceSettings, bool, ServiceSettings> set
    )
    {
        var change = new ServiceChange(context, storage);
        var state = new Argument<string>("state") { Description = "on or off." };
        state.AcceptOnlyFromAmong(On, Off);
        change.AddServiceTo(command);
        command.Add(state);
        change.AddOptionsTo(command);
        command.SetAction(
            context,
            (arguments, cancellationToken) =>
                change.RunAsync(
                    arguments,
                    settings => set(settings, arguments.GetValue(state) == On),
                    _ => [],
                    cancellationToken
                )
        );
        return command;
    }
}
