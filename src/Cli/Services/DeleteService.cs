using System.CommandLine;
using System.Text;
using System.Text.Json;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services delete</c>.</summary>
internal static class DeleteService
{
    private const string Afterwards = "within 30 s the settings of the apps hold, as where there is no document";

    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var service = new ServiceOptions();
        var isSure = new Option<bool>("--yes") { Description = "Do not ask: needed where nobody can answer." };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Say what would be deleted, and delete nothing." };
        var isJson = new Option<bool>("--json")
        {
            Description = "Print one JSON object: the service, its revision, and whether it was deleted.",
        };
        var command = new Command(
            "delete",
            "Delete the settings document of a web service: what the apps are told in code and configuration holds then. "
                + "Also one that cannot be used."
        );
        service.AddTo(command);
        command.Add(isSure);
        command.Add(isDryRun);
        command.Add(isJson);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                ServiceName name = service.Read(arguments);
                using var store = SettingsStore.Open(arguments, storage, context.Time);
                (string? etag, ServiceSettings? settings) = await FindAsync(store, name, cancellationToken);
                bool isDeleted = false;
                if (etag is not null && !arguments.GetValue(isDryRun))
                {
                    if (!arguments.GetValue(isSure))
                    {
                        Confirm(context, name, settings);
                    }
                    isDeleted = await store.DeleteAsync(name, etag, cancellationToken)
                        ? true
                        : throw new CommandFailedException(
                            $"Somebody else wrote the document of {name} meanwhile, and it is not deleted: "
                                + "look at it with `modeldata services show`, and run the command again."
                        );
                }
                await context.Out.WriteAsync(
                    arguments.GetValue(isJson)
                        ? Json(name, settings, isDeleted)
                        : Printable.Line(Text(name, etag is not null, settings, isDeleted)) + "\n"
                );
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task<(string? ETag, ServiceSettings? Settings)> FindAsync(
        SettingsStore store,
        ServiceName name,
        CancellationToken cancellationToken
    ) =>
        await store.BlobOf(name).ReadAsync(null, cancellationToken) switch
        {
            SettingsRead.Found found => (found.ETag, found.Settings),
            SettingsRead.Malformed malformed => (malformed.ETag, null),
            SettingsRead.NewerVersion newer => (newer.ETag, null),
            SettingsRead.NotThere { Code: not "ContainerNotFound" } => (null, null),
            { } read => throw store.Failure(name, read),
        };

    private static void Confirm(CommandContext context, ServiceName name, ServiceSettings? settings)
    {
        if (context.Answers is not { } answers)
        {
            throw new CommandFailedException(
                $"Nothing is deleted: there is nobody to ask. Give --yes to delete the document of {name}."
            );
        }
        context.Error.Write(Printable.Line($"Delete the document of {name} ({Revision(settings)})? [y/N] "));
        if (answers.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandFailedException($"Nothing is deleted: the document of {name} stays.");
        }
    }

    private static string Text(ServiceName name, bool isThere, ServiceSettings? settings, bool isDeleted) =>
        !isThere ? $"{name}: there is no document, and nothing to delete: the settings of the apps hold"
        : isDeleted ? $"{name}: the document is deleted ({Revision(settings)}): {Afterwards}"
        : $"{name}: nothing is deleted. The document would be ({Revision(settings)}): {Afterwards}";

    private static string Revision(ServiceSettings? settings) =>
        settings is null
            ? "one that cannot be used"
            : $"revision {SettingsText.OfRevision(settings.Revision)}, by {settings.ChangedBy ?? SettingsText.NotSaid}";

    private static string Json(ServiceName name, ServiceSettings? settings, bool isDeleted)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("service", name.ToString());
            if (settings is null)
            {
                json.WriteNull("revision");
            }
            else
            {
                json.WriteNumber("revision", settings.Revision);
            }
            json.WriteBoolean("deleted", isDeleted);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
