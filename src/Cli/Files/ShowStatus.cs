using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Files;

/// <summary><c>modeldata files status</c>.</summary>
internal static class ShowStatus
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var filter = new FilterOptions(context.Time);
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one folder a line." };
        var wait = new Option<string?>("--wait")
        {
            Description =
                "Ask again every 5 s until something is selected and all of it is complete; with a time (hh:mm:ss) at most so long.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "time",
        };
        var command = new Command(
            "status",
            "Tell which folders are complete: there is a manifest, and the files are those that it lists. "
                + "'changed': rows came after the manifest. 'open': no manifest yet. "
                + "Exit code 0 only when something is selected and all of it is complete; 2 otherwise."
        );
        filter.AddTo(command);
        command.Add(isJson);
        command.Add(wait);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                FileFilter selected = filter.Read(arguments);
                TimeSpan longest =
                    arguments.GetResult(wait) is null ? TimeSpan.Zero
                    : arguments.GetValue(wait) is { } text ? DurationArgument.Read(wait.Name, text)
                    : Timeout.InfiniteTimeSpan;
                BlobContainerClient container = await storage.OpenAsync(arguments, cancellationToken);
                using var progress = new Progress(
                    context,
                    longest == TimeSpan.Zero ? "look at folders" : "wait for folders"
                );
                List<FolderStatus> folders = await WaitAsync(
                    context.Time,
                    token => FolderStatusReader.ReadAsync(container, selected, token),
                    longest,
                    cancellationToken
                );
                progress.Dispose();
                Write(context.Out, folders, arguments.GetValue(isJson));
                if (folders.Count == 0)
                {
                    await context.Error.WriteLineAsync(
                        "No folder is selected: nothing is there yet, or the options exclude it."
                    );
                }
                return IsComplete(folders) ? ExitCodes.Done : ExitCodes.No;
            }
        );
        return command;
    }

    private static async Task<List<FolderStatus>> WaitAsync(
        TimeProvider time,
        Func<CancellationToken, Task<List<FolderStatus>>> read,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        long start = time.GetTimestamp();
        while (true)
        {
            List<FolderStatus> folders = await read(cancellationToken);
            TimeSpan left = longest == Timeout.InfiniteTimeSpan ? Interval : longest - time.GetElapsedTime(start);
            if (IsComplete(folders) || left <= TimeSpan.Zero)
            {
                return folders;
            }
            await Task.Delay(left < Interval ? left : Interval, time, cancellationToken);
        }
    }

    private static bool IsComplete(List<FolderStatus> folders) =>
        folders.Count > 0 && folders.TrueForAll(folder => folder.State == FolderState.Complete);

    private static void Write(TextWriter writer, List<FolderStatus> folders, bool isJson)
    {
        if (isJson)
        {
            JsonLines.Write(writer, folders, WriteFolder);
            return;
        }
        var table = new TextTable("FOLDER", "STATE", ">FILES", ">BYTES", ">REVISION", "COMPLETE AT", "WHY NOT");
        foreach (FolderStatus folder in folders)
        {
            table.Add(
                folder.Path,
                Word(folder.State),
                folder.Files.ToString(CultureInfo.InvariantCulture),
                folder.Bytes.ToString(CultureInfo.InvariantCulture),
                folder.Manifest?.Revision.ToString(CultureInfo.InvariantCulture) ?? "-",
                folder.Manifest?.CompleteAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "-",
                folder.Detail
            );
        }
        table.WriteTo(writer);
    }

    private static void WriteFolder(Utf8JsonWriter json, FolderStatus folder)
    {
        json.WriteString("folder", folder.Path);
        json.WriteString("day", folder.Location.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("state", Word(folder.State));
        json.WriteNumber("files", folder.Files);
        json.WriteNumber("bytes", folder.Bytes);
        if (folder.Manifest is { } manifest)
        {
            json.WriteNumber("revision", manifest.Revision);
            json.WriteString("completeAt", manifest.CompleteAt.UtcDateTime);
            json.WriteNumber("rows", manifest.Rows);
        }
        json.WriteString("detail", folder.Detail);
    }

    private static string Word(FolderState state) => state.ToString().ToLowerInvariant();
}
