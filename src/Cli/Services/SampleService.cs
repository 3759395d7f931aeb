using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services sample</c>.</summary>
internal static class SampleService
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var change = new ServiceChange(context, storage);
        var collector = new CollectorOptions();
        var rate = new Argument<string>("rate")
        {
            Description = "The share of the rows that is taken: from 0 to 1, or a percentage, for example 0.1 or 10%.",
        };
        var key = new Option<string?>("--key")
        {
            Description =
                "What it is decided by, so that what belongs together stays or goes together: $RequestId, $CorrelationId or a column. "
                + "Default: as before, else $RequestId.",
            HelpName = "column",
        };
        var command = new Command(
            "sample",
            "Take only a share of the rows of a web service, or of some of its collectors."
        );
        change.AddServiceTo(command);
        command.Add(rate);
        command.Add(key);
        collector.AddTo(command);
        change.AddOptionsTo(command);
        command.SetAction(
            context,
            (arguments, cancellationToken) =>
            {
                decimal share = RateArgument.Read(arguments.GetValue(rate)!);
                SettingsScope scope = collector.Read(arguments);
                return change.RunAsync(
                    arguments,
                    settings => scope.Sample(settings, share, arguments.GetValue(key)),
                    settings => SettingsNotes.OfSampling(settings, scope),
                    cancellationToken
                );
            }
        );
        return command;
    }
}
