using System.CommandLine;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services show</c>.</summary>
internal static class ShowService
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var service = new ServiceOptions();
        var isJson = new Option<bool>("--json")
        {
            Description = "Print one JSON object: the revision and the document.",
        };
        var command = new Command(
            "show",
            "Print what the settings document of a web service says, and who wrote it when."
        );
        service.AddTo(command);
        command.Add(isJson);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                ServiceName name = service.Read(arguments);
                using var store = SettingsStore.Open(arguments, storage, context.Time);
                SettingsRead.Found? found = await store.ReadAsync(name, cancellationToken);
                if (arguments.GetValue(isJson))
                {
                    await context.Out.WriteAsync(DocumentJson.Of(name, found?.Settings, _ => { }));
                }
                else if (found is null)
                {
                    await context.Out.WriteAsync("no document: the settings of the apps hold\n");
                }
                else
                {
                    Write(context.Out, name, found.Settings);
                }
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static void Write(TextWriter writer, ServiceName name, ServiceSettings settings)
    {
        Line(writer, "service", name.ToString());
        Line(writer, "enabled", SettingsText.Of(settings.Enabled));
        Line(writer, "diagnostics", SettingsText.Of(settings.Diagnostics));
        string interval = settings.HeartbeatSeconds is { } seconds ? $", every {SettingsText.OfSeconds(seconds)}" : "";
        Line(writer, "heartbeat", $"{SettingsText.Of(settings.Heartbeat)}{interval}");
        Line(writer, "sampling", SettingsText.Of(settings.Sampling));
        Line(writer, "redaction", SettingsText.Of(settings.Redaction));
        Line(writer, "revision", SettingsText.OfRevision(settings.Revision));
        Line(writer, "changed at", SettingsText.Of(settings.ChangedAt));
        Line(writer, "changed by", settings.ChangedBy ?? SettingsText.NotSaid);
        foreach (IgnoredMember it in settings.Ignored)
        {
            writer.Write(Printable.Line(it.ToString()) + "\n");
        }
        if (settings.Collectors.Count == 0)
        {
            return;
        }
        writer.Write("\n");
        var table = new TextTable("MODEL", "VERSION", "IDENTIFIER", "ENABLED", "SAMPLING", "REDACTION");
        foreach (CollectorSettings it in settings.Collectors)
        {
            table.Add(
                it.Model,
                it.Version,
                it.Identifier,
                SettingsText.Of(it.Enabled),
                SettingsText.Of(it.Sampling),
                SettingsText.Of(it.Redaction)
            );
        }
        table.WriteTo(writer);
    }

    private static void Line(TextWriter writer, string name, string value) =>
        writer.Write($"{name + ":", -13}{Printable.Line(value)}\n");
}
