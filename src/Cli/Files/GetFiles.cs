using System.CommandLine;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Files;

/// <summary><c>modeldata files get</c>.</summary>
internal static class GetFiles
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var path = new Argument<string>("path")
        {
            Description = "The path of a file, or of a folder: everything of the layout below it is copied.",
        };
        var target = new Option<string>("--to")
        {
            Description = "The local folder. Each file keeps its whole path below it; an older copy is replaced.",
            Required = true,
            HelpName = "folder",
        };
        var usesSnapshot = new Option<bool>("--snapshot")
        {
            Description =
                "Take a snapshot of each file, copy and delete it: for files that the worker writes faster than they can be read. "
                + "Needs the right to write and delete. Without it the version is pinned, and a file that changes meanwhile is read again.",
        };
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one copy a line." };
        var command = new Command("get", "Copy a file or a folder. Each copy is one consistent version of its file.")
        {
            path,
            target,
            usesSnapshot,
            isJson,
        };
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                BlobContainerClient container = await storage.OpenAsync(arguments, cancellationToken);
                string wanted = arguments.GetValue(path)!.TrimEnd('/');
                List<DataFile> files = await SelectAsync(container, wanted, cancellationToken);
                LocalFolder folder = LocalFolder.Open(arguments.GetValue(target)!);
                Dictionary<string, string> targets = FindTargets(context, folder, files);
                var copies = new List<(string Path, string Local, long Bytes)>();
                using var progress = new Progress(context, "copy", Progress.Bytes, files.Sum(file => file.Bytes));
                foreach ((string name, string local) in targets)
                {
                    BlobClient blob = container.GetBlobClient(name);
                    try
                    {
                        long bytes = await CopyAsync(
                            blob,
                            local,
                            arguments.GetValue(usesSnapshot),
                            progress.OfTransfer(),
                            cancellationToken
                        );
                        copies.Add((name, local, bytes));
                        if (!arguments.GetValue(isJson))
                        {
                            progress.Print(Printable.Line($"{local} {bytes}") + "\n");
                        }
                    }
                    catch (Exception e) when (IsOfOneFile(e))
                    {
                        progress.PrintError(Printable.Line(e.Message));
                    }
                }
                progress.Dispose();
                if (arguments.GetValue(isJson))
                {
                    JsonLines.Write(context.Out, copies, WriteCopy);
                }
                return copies.Count == files.Count
                    ? ExitCodes.Done
                    : throw new CommandFailedException(
                        $"{files.Count - copies.Count} of {files.Count} files were not copied, as said above; the others were."
                    );
            }
        );
        return command;
    }

    // Before anything is copied, so that the document about the names is there when the copy is interrupted.
    private static Dictionary<string, string> FindTargets(
        CommandContext context,
        LocalFolder folder,
        List<DataFile> files
    )
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DataFile file in files)
        {
            try
            {
                targets.Add(file.Path, folder.PathOf(file.Path));
            }
            catch (CommandFailedException e)
            {
                context.Error.WriteLine(Printable.Line(e.Message));
            }
        }
        if (folder.Names.Added > 0)
        {
            folder.Names.Write();
            context.Error.WriteLine(
                Printable.Line(
                    $"{folder.Names.Added} folders have names that this file system does not take, and stand there under others: "
                        + $"{folder.Names.FilePath} says which is which."
                )
            );
        }
        return targets;
    }

    private static void WriteCopy(Utf8JsonWriter json, (string Path, string Local, long Bytes) copy)
    {
        json.WriteString("path", copy.Path);
        json.WriteString("local", copy.Local);
        json.WriteNumber("bytes", copy.Bytes);
    }

    // What the file or its place is to blame for; the others may still be copied.
    private static bool IsOfOneFile(Exception exception) =>
        exception is CommandFailedException or IOException or UnauthorizedAccessException;

    private static async Task<List<DataFile>> SelectAsync(
        BlobContainerClient container,
        string path,
        CancellationToken cancellationToken
    )
    {
        List<DataFile> files = await FolderListing.ReadAsync(container, path, cancellationToken);
        files.RemoveAll(file =>
            path.Length > 0 && file.Path != path && !file.Path.StartsWith(path + "/", StringComparison.Ordinal)
        );
        return files.Count > 0
            ? files
            : throw new CommandFailedException(
                $"There is no file of the layout at {path} or below it: `modeldata files ls` prints what there is."
            );
    }

    private static async Task<long> CopyAsync(
        BlobClient blob,
        string path,
        bool usesSnapshot,
        IProgress<long> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return usesSnapshot
                ? await BlobCopy.SnapshotAsync(blob, path, progress, cancellationToken)
                : await BlobCopy.PinnedAsync(blob, path, progress, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new CommandFailedException($"{blob.Name} was deleted after it had been listed.", e);
        }
    }
}
