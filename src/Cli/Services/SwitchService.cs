using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services enable</c> and <c>disable</c>.</summary>
internal static class SwitchService
{
    public static Command Create(CommandContext context, StorageOptions storage, bool isOn)
    {
        var change = new ServiceChange(context, storage);
        var collector = new CollectorOptions();
        var command = new Command(
            isOn ? "enable" : "disable",
            isOn
                ? "Collect rows of a web service, or of some of its collectors. Where the process has ModelData__Enabled=false it stays off."
                : "Collect no rows of a web service, or of some of its collectors: off wins over everything that says on."
        );
        change.AddServiceTo(command);
        collector.AddTo(command);
        change.AddOptionsTo(command);
        command.SetAction(
            context,
            (arguments, cancellationToken) =>
            {
                SettingsScope scope = collector.Read(arguments);
                return change.RunAsync(
                    arguments,
                    settings => scope.Switch(settings, isOn),
                    settings => isOn ? SettingsNotes.OfSwitch(settings, scope) : [],
                    cancellationToken
                );
            }
        );
        return command;
    }
}
