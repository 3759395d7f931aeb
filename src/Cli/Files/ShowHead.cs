using System.CommandLine;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.Files;

/// <summary><c>modeldata files head</c>.</summary>
internal static class ShowHead
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var path = new Argument<string>("path") { Description = "The path of a data file, as ls prints it." };
        var count = new Option<int>("--rows", "-n")
        {
            Description = "How many rows behind the header line, 0 to 1,000,000.",
            DefaultValueFactory = _ => 10,
            HelpName = "number",
        };
        var command = new Command(
            "head",
            "Print the header line and the first rows of a CSV file; only so much of it is read. "
                + "On a terminal, control characters are shown as escapes; into a pipe or file the bytes go as they are. "
                + "Of a Parquet file: the number of rows, names and types of the columns, and the first rows as a table."
        )
        {
            path,
            count,
        };
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                string name = arguments.GetValue(path)!;
                bool isParquet = Extension(name) == "parquet";
                int rows = arguments.GetValue(count);
                if (rows is < 0 or > 1_000_000)
                {
                    throw new CommandFailedException("--rows takes a number from 0 to 1,000,000.");
                }
                BlobContainerClient container = await storage.OpenAsync(arguments, cancellationToken);
                BlobClient blob = container.GetBlobClient(name);
                try
                {
                    if (isParquet)
                    {
                        ParquetText.Write(context.Out, await ParquetHead.ReadAsync(blob, rows, cancellationToken));
                        return ExitCodes.Done;
                    }
                    ReadOnlyMemory<byte> head = await CsvHead.ReadAsync(blob, rows, cancellationToken);
                    string text = Encoding.UTF8.GetString(head.Span);
                    await context.Out.WriteAsync(context.IsTerminal ? Printable.Lines(text) : text);
                    return ExitCodes.Done;
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    throw new CommandFailedException(
                        $"There is no {name}: `modeldata files ls` prints what there is.",
                        e
                    );
                }
            }
        );
        return command;
    }

    private static string Extension(string path)
    {
        if (
            !BlobLayout.TryParse(path, out BlobLocation? location)
            || !DataFileName.TryParse(location.FileName, out DataFileName file)
        )
        {
            throw new CommandFailedException(
                $"{path} is not the path of a data file: `modeldata files ls` prints them."
            );
        }
        return file.Extension is "csv" or "parquet"
            ? file.Extension
            : throw new CommandFailedException(
                $"head reads CSV and Parquet, not {file.Extension}: copy the file with get."
            );
    }
}
