using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Files;

/// <summary><c>modeldata files ls</c>.</summary>
internal static class ListFiles
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var filter = new FilterOptions(context.Time);
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one file a line." };
        var command = new Command(
            "ls",
            "List data files: path, schema, rows, bytes, last modified, and when the hub got the last row. What a file does not say stands as -."
        );
        filter.AddTo(command);
        command.Add(isJson);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                FileFilter selected = filter.Read(arguments);
                var container = await storage.OpenAsync(arguments, cancellationToken);
                using var progress = new Progress(context, "list files", Progress.Count("blobs"));
                List<DataFile> files = await FolderListing.ReadAsync(container, selected, cancellationToken, progress);
                progress.Dispose();
                files.RemoveAll(file => !file.IsData);
                if (arguments.GetValue(isJson))
                {
                    JsonLines.Write(context.Out, files, WriteFile);
                }
                else
                {
                    WriteTable(context, files);
                }
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static void WriteTable(CommandContext context, List<DataFile> files)
    {
        var table = new TextTable("PATH", "SCHEMA", ">ROWS", ">BYTES", "LAST MODIFIED", "LAST ROW");
        foreach (DataFile file in files)
        {
            table.Add(
                file.Path,
                file.Facts?.Schema ?? "-",
                file.Facts?.Rows?.ToString(CultureInfo.InvariantCulture) ?? "-",
                file.Bytes.ToString(CultureInfo.InvariantCulture),
                Time(file.LastModified),
                Time(file.Facts?.LastRow)
            );
        }
        table.WriteTo(context.Out);
    }

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "-";

    private static void WriteFile(Utf8JsonWriter json, DataFile file)
    {
        json.WriteString("path", file.Path);
        json.WriteString("day", file.Location.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("schema", file.Facts?.Schema);
        if (file.Facts?.Rows is { } rows)
        {
            json.WriteNumber("rows", rows);
        }
        else
        {
            json.WriteNull("rows");
        }
        json.WriteNumber("bytes", file.Bytes);
        json.WriteString("etag", file.ETag);
        if (file.LastModified is { } time)
        {
            json.WriteString("lastModified", time.UtcDateTime);
        }
        if (file.Facts?.LastRow is { } last)
        {
            json.WriteString("lastRow", last.UtcDateTime);
        }
        else
        {
            json.WriteNull("lastRow");
        }
    }
}
