using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services diagnostics</c> and <c>heartbeat</c>: whether the apps say more of themselves.</summary>
internal static class TellService
{
    private const string On = "on";
    private const string Off = "off";
    private const string Every = "--every";

    public static Command Diagnostics(CommandContext context, StorageOptions storage) =>
        Create(
            context,
            storage,
            new Command(
                "diagnostics",
                "Let the apps of a web service say more about their collection: each collector logs its state and its counts."
            ),
            (settings, isOn, _) => settings with { Diagnostics = isOn }
        );

    public static Command Heartbeat(CommandContext context, StorageOptions storage)
    {
        var every = new Option<string?>(Every)
        {
            Description =
                "How often, as hh:mm:ss, from 00:01:00 to 1.00:00:00. Default: as it was; at first each minute.",
        };
        var command = new Command(
            "heartbeat",
            "Let each process of a web service tell from time to time how its collection is."
        );
        command.Add(every);
        return Create(
            context,
            storage,
            command,
            (settings, isOn, arguments) =>
                settings with
                {
                    Heartbeat = isOn,
                    HeartbeatSeconds = ReadSeconds(arguments.GetValue(every)) ?? settings.HeartbeatSeconds,
                }
        );
    }

    private static int? ReadSeconds(string? text)
    {
        if (text is null)
        {
            return null;
        }
        double seconds = DurationArgument.Read(Every, text).TotalSeconds;
        return seconds is >= ServiceSettings.MinHeartbeatSeconds and <= ServiceSettings.MaxHeartbeatSeconds
            ? (int)seconds
            : throw new CommandFailedException($"{Every} takes a time from 00:01:00 to 1.00:00:00, not '{text}'.");
    }

    private static Command Create(
        CommandContext context,
        StorageOptions storage,
        Command command,
        Func<ServiceSettings, bool, ParseResult, ServiceSettings> set
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
                    settings => set(settings, arguments.GetValue(state) == On, arguments),
                    _ => [],
                    cancellationToken
                )
        );
        return command;
    }
}
