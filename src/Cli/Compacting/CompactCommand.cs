using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Files;
using ModelData.Cli.Output;
using ModelData.Cli.Replay;
using ModelData.Ingestion.Completing;

namespace ModelData.Cli.Compacting;

/// <summary><c>modeldata compact</c>: data files of days that are over in the form in which they are read best.</summary>
internal static class CompactCommand
{
    private const string Description =
        "Bring data files of days that are over into the form in which they are read best: the small row groups of a Parquet file become large ones. "
        + "The worker does so when a day is complete; this is for files that it left, since rows came late or since it writes no manifests. "
        + "Each file by itself, under the version that was read: rows and metadata stay, the manifest of the folder is revised, "
        + "and a worker may run meanwhile. "
        + "CSV files have their best form. Exit code 2 when a file is left as it is since rows may still come to it, or since it changed meanwhile.";

    public static Command Create(CommandContext context)
    {
        StorageOptions storage = StorageOptions.ForData(context);
        StorageOptions state = StorageOptions.ForState(context);
        var filter = new FilterOptions(context.Time);
        var path = new Argument<string?>("path")
        {
            Description = "The path of a file, or of a folder: everything below it. Without it, give filters.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var isDryRun = new Option<bool>("--dry-run")
        {
            Description = "Print which files would be looked at, and write nothing.",
        };
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one file a line." };
        var command = new Command("compact", Description) { path, isDryRun, isJson };
        storage.AddTo(command);
        state.AddTo(command);
        filter.AddTo(command);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                FileFilter selected = filter.Read(arguments);
                string? wanted = arguments.GetValue(path)?.TrimEnd('/');
                if (wanted is null && selected == new FileFilter())
                {
                    throw new CommandFailedException(
                        "Give a path, or filters such as --day yesterday or --model <name>: without them every file would be read."
                    );
                }
                BlobContainerClient data = await storage.OpenAsync(arguments, cancellationToken);
                List<DataFile> files = await SelectAsync(data, selected, wanted, cancellationToken);
                if (arguments.GetValue(isDryRun))
                {
                    await context.Out.WriteAsync(
                        string.Concat(files.Select(file => $"{Printable.Line(file.Path)} would be looked at\n"))
                    );
                    return ExitCodes.Done;
                }
                StorageAccount account = storage.Account(arguments);
                StorageAccount stateAccount = state.FindAccount(arguments) ?? account;
                BlobContainerClient states = stateAccount.Open(arguments.GetValue(state.Container)!);
                if (!await states.ExistsAsync(cancellationToken))
                {
                    throw new CommandFailedException(
                        $"There is no container {states.Name} in the account {states.AccountName}, where workers announce the folders that they write to: "
                            + $"{state.Container.Name} or {state.Blobs.Name} names another one."
                    );
                }
                using var progress = new Progress(context, "compact", Progress.Bytes, files.Sum(file => file.Bytes));
                using var loggers = new ErrorStreamLogger(progress.PrintError);
                using var compaction = new FileCompaction(
                    account.OpenForRows(data.Name, retries: 0),
                    states,
                    context.Time,
                    loggers
                );
                List<(DataFile File, CompactionResult Result)> results = await CompactAsync(
                    compaction,
                    files,
                    progress,
                    arguments.GetValue(isJson),
                    cancellationToken
                );
                progress.Dispose();
                if (arguments.GetValue(isJson))
                {
                    JsonLines.Write(context.Out, results, Write);
                }
                return results.TrueForAll(it => IsDone(it.Result.Outcome)) ? ExitCodes.Done : ExitCodes.No;
            }
        );
        return command;
    }

    private static async Task<List<DataFile>> SelectAsync(
        BlobContainerClient container,
        FileFilter filter,
        string? path,
        CancellationToken cancellationToken
    )
    {
        List<DataFile> files = path is null
            ? await FolderListing.ReadAsync(container, filter, cancellationToken)
            : await FolderListing.ReadAsync(container, path, cancellationToken);
        files.RemoveAll(file =>
            !file.IsData
            || !filter.Matches(file.Location)
            || (path is not null && file.Path != path && !file.Path.StartsWith(path + "/", StringComparison.Ordinal))
        );
        return files.Count > 0
            ? files
            : throw new CommandFailedException(
                "There is no data file there, or the filters exclude it: `modeldata files ls` prints what there is."
            );
    }

    private static async Task<List<(DataFile File, CompactionResult Result)>> CompactAsync(
        FileCompaction compaction,
        List<DataFile> files,
        Progress progress,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        var results = new List<(DataFile File, CompactionResult Result)>();
        foreach (DataFile file in files)
        {
            CompactionResult result = await compaction.CompactAsync(file.Path, cancellationToken);
            results.Add((file, result));
            progress.Add(file.Bytes);
            if (!isJson)
            {
                progress.Print(Printable.Line(Text(file, result)) + "\n");
            }
        }
        return results;
    }

    private static bool IsDone(CompactionOutcome outcome) =>
        outcome is CompactionOutcome.Compacted or CompactionOutcome.IsCompact;

    private static string Text(DataFile file, CompactionResult result)
    {
        string manifest = result.Revision is { } revision ? Text($", in revision {revision} of the manifest") : "";
        return result.Outcome switch
        {
            CompactionOutcome.Compacted => Text(
                $"{file.Path} compacted: {file.Bytes} -> {result.Bytes} bytes{manifest}"
            ),
            CompactionOutcome.IsCompact => Text($"{file.Path} is compact already{manifest}"),
            CompactionOutcome.IsOpen =>
                $"{file.Path} left: rows may still come to it, since its day is not over (UTC) or a worker has announced some. The worker compacts it",
            CompactionOutcome.WasChanged =>
                $"{file.Path} left: somebody else wrote it meanwhile. Run the command again",
            _ => $"{file.Path} left: no worker wrote it, or somebody changed it since",
        };
    }

    private static void Write(Utf8JsonWriter json, (DataFile File, CompactionResult Result) it)
    {
        json.WriteString("path", it.File.Path);
        json.WriteString("outcome", Word(it.Result.Outcome));
        json.WriteNumber("bytesBefore", it.File.Bytes);
        if (it.Result.Bytes is { } bytes)
        {
            json.WriteNumber("bytes", bytes);
        }
        else
        {
            json.WriteNull("bytes");
        }
        if (it.Result.Revision is { } revision)
        {
            json.WriteNumber("revision", revision);
        }
        else
        {
            json.WriteNull("revision");
        }
    }

    private static string Word(CompactionOutcome outcome) =>
        outcome switch
        {
            CompactionOutcome.Compacted => "compacted",
            CompactionOutcome.IsCompact => "compact",
            CompactionOutcome.IsOpen => "open",
            CompactionOutcome.WasChanged => "changed",
            _ => "foreign",
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
