using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services redact</c>.</summary>
internal static class RedactService
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var change = new ServiceChange(context, storage);
        var collector = new CollectorOptions();
        var column = new Argument<string>("column") { Description = "The column; $CorrelationId is one too." };
        var method = new Argument<string?>("method")
        {
            Description = "What becomes of its values before they leave the process.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        method.AcceptOnlyFromAmong([.. Enum.GetValues<RedactionMethod>().Select(SettingsText.Of)]);
        var removes = new Option<bool>("--remove")
        {
            Description =
                "Take the column's redaction out of the document. What code and configuration of the apps redact stays redacted.",
        };
        var command = new Command("redact", "Redact a column of a web service, or of some of its collectors.");
        change.AddServiceTo(command);
        command.Add(column);
        command.Add(method);
        command.Add(removes);
        collector.AddTo(command);
        change.AddOptionsTo(command);
        command.SetAction(
            context,
            (arguments, cancellationToken) =>
            {
                string name = arguments.GetValue(column)!;
                SettingsScope scope = collector.Read(arguments);
                return (Read(arguments.GetValue(method)), arguments.GetValue(removes)) switch
                {
                    ({ } chosen, false) => change.RunAsync(
                        arguments,
                        settings => scope.Redact(settings, name, chosen),
                        _ => SettingsNotes.OfMethod(chosen),
                        cancellationToken
                    ),
                    (null, true) => change.RunAsync(
                        arguments,
                        settings => scope.KeepColumn(settings, name),
                        settings => SettingsNotes.OfKeptColumn(settings, scope, name),
                        cancellationToken
                    ),
                    _ => throw new CommandFailedException("Give either a method (hash, mask or drop), or --remove."),
                };
            }
        );
        return command;
    }

    private static RedactionMethod? Read(string? word) =>
        word is null ? null : Enum.GetValues<RedactionMethod>().Single(it => SettingsText.Of(it) == word);
}
