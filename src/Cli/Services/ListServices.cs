using System.CommandLine;
using System.Text.Json;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services list</c>.</summary>
internal static class ListServices
{
    private const int MaxReads = 8;

    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one web service a line." };
        var command = new Command("list", "List the web services that have a settings document.") { isJson };
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                using var store = SettingsStore.Open(arguments, storage, context.Time);
                List<ListedService> services = await ReadAsync(store, cancellationToken);
                if (arguments.GetValue(isJson))
                {
                    JsonLines.Write(context.Out, services, WriteService);
                }
                else
                {
                    WriteTable(context.Out, services);
                }
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task<List<ListedService>> ReadAsync(SettingsStore store, CancellationToken cancellationToken)
    {
        List<ServiceName> names = await store.ListAsync(cancellationToken);
        var services = new ListedService?[names.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, names.Count),
            new ParallelOptions { MaxDegreeOfParallelism = MaxReads, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                SettingsRead read = await store.BlobOf(names[i]).ReadAsync(null, token);
                services[i] = read switch
                {
                    SettingsRead.Found found => new ListedService(names[i], found.Settings, ""),
                    SettingsRead.Malformed malformed => new ListedService(names[i], null, malformed.Problem),
                    SettingsRead.NewerVersion newer => new ListedService(names[i], null, newer.Problem),
                    // Deleted after it had been listed.
                    SettingsRead.NotThere => null,
                    _ => throw store.Failure(names[i], read),
                };
            }
        );
        return [.. services.OfType<ListedService>()];
    }

    private static void WriteTable(TextWriter writer, List<ListedService> services)
    {
        var table = new TextTable("SERVICE", "ENABLED", "SAMPLING", ">REVISION", "CHANGED AT", "CHANGED BY", "PROBLEM");
        foreach (ListedService it in services)
        {
            table.Add(
                it.Service.ToString(),
                it.Settings is null ? "-" : SettingsText.Of(it.Settings.Enabled),
                it.Settings is null ? "-" : SettingsText.Of(it.Settings.Sampling),
                it.Settings is null ? "-" : SettingsText.OfRevision(it.Settings.Revision),
                it.Settings is null ? "-" : SettingsText.Of(it.Settings.ChangedAt),
                it.Settings is null ? "-" : it.Settings.ChangedBy ?? SettingsText.NotSaid,
                it.Problem
            );
        }
        table.WriteTo(writer);
    }

    private static void WriteService(Utf8JsonWriter json, ListedService service)
    {
        json.WriteString("service", service.Service.ToString());
        if (service.Settings is { } settings)
        {
            Write(json, "enabled", settings.Enabled);
            if (settings.Sampling is { } sampling)
            {
                json.WriteStartObject("sampling");
                json.WriteNumber("rate", sampling.Rate);
                json.WriteString("key", sampling.Key);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("sampling");
            }
            json.WriteNumber("collectors", settings.Collectors.Count);
            json.WriteNumber("revision", settings.Revision);
            if (settings.ChangedAt is { } time)
            {
                json.WriteString("changedAt", time.UtcDateTime);
            }
            json.WriteString("changedBy", settings.ChangedBy);
        }
        if (service.Problem.Length > 0)
        {
            json.WriteString("problem", service.Problem);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } said)
        {
            json.WriteBoolean(name, said);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
