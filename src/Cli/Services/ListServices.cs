using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services list</c>.</summary>
internal static class ListServices
{
    private const int MaxReads = 8;
    private const string Unknown = "unknown";

    public static Command Create(CommandContext context, StorageOptions storage)
    {
        StorageOptions data = StorageOptions.ForData(context);
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one web service a line." };
        var command = new Command(
            "list",
            "List the web services that have a settings document: what it says, and where the account of the data files is given "
                + "when the hub got the last row and how many rows have come today (UTC)."
        )
        {
            isJson,
        };
        data.AddTo(command);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                using var store = SettingsStore.Open(arguments, storage, context.Time);
                CollectedRowsReader? rows = CollectedRowsReader.Open(context, data, arguments);
                using var progress = new Progress(context, "list services", Progress.Count("services"));
                List<ListedService> services = await ReadAsync(store, rows, progress, cancellationToken);
                progress.Dispose();
                if (rows?.Problem is { } problem)
                {
                    await context.Error.WriteLineAsync(Printable.Line($"What was collected is unknown: {problem}"));
                }
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

    private static async Task<List<ListedService>> ReadAsync(
        SettingsStore store,
        CollectedRowsReader? reader,
        Progress progress,
        CancellationToken cancellationToken
    )
    {
        List<ServiceName> names = await store.ListAsync(cancellationToken);
        progress.AddTotal(names.Count);
        var services = new ListedService?[names.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, names.Count),
            new ParallelOptions { MaxDegreeOfParallelism = MaxReads, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                SettingsRead read = await store.BlobOf(names[i]).ReadAsync(null, token);
                CollectedRows? rows = reader is null ? null : await reader.ReadAsync(names[i], token);
                services[i] = read switch
                {
                    SettingsRead.Found found => new ListedService(names[i], found.Settings, rows, ""),
                    SettingsRead.Malformed malformed => new ListedService(names[i], null, rows, malformed.Problem),
                    SettingsRead.NewerVersion newer => new ListedService(names[i], null, rows, newer.Problem),
                    // Deleted after it had been listed.
                    SettingsRead.NotThere => null,
                    _ => throw store.Failure(names[i], read),
                };
                progress.Add(1);
            }
        );
        return [.. services.OfType<ListedService>()];
    }

    private static void WriteTable(TextWriter writer, List<ListedService> services)
    {
        var table = new TextTable(
            "SERVICE",
            "ENABLED",
            "SAMPLING",
            "LAST ROW",
            ">ROWS TODAY",
            ">REVISION",
            "CHANGED AT",
            "CHANGED BY",
            "PROBLEM"
        );
        foreach (ListedService it in services)
        {
            table.Add(
                it.Service.ToString(),
                it.Settings is null ? "-" : SettingsText.Of(it.Settings.Enabled),
                it.Settings is null ? "-" : SettingsText.Of(it.Settings.Sampling),
                it.Rows?.LastRowText ?? Unknown,
                it.Rows?.Today?.ToString(CultureInfo.InvariantCulture) ?? Unknown,
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
        if (service.Rows?.LastRow is { } last)
        {
            json.WriteString("lastRow", last.UtcDateTime);
        }
        else
        {
            json.WriteNull("lastRow");
        }
        if (service.Rows?.Today is { } today)
        {
            json.WriteNumber("rowsToday", today);
        }
        else
        {
            json.WriteNull("rowsToday");
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
