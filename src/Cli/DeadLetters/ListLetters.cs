using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.DeadLetters;

/// <summary><c>modeldata dead-letters ls</c>.</summary>
internal static class ListLetters
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var filter = new LetterFilterOptions();
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one letter a line." };
        var command = new Command(
            "ls",
            "List dead letters: name, reason, when the hub got the event, when it was sent again."
        );
        filter.AddTo(command);
        command.Add(isJson);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                LetterFilter selected = filter.Read(arguments);
                BlobContainerClient container = await storage.OpenAsync(arguments, cancellationToken);
                var store = new LetterStore(container, context.Time);
                using var progress = new Progress(context, "list dead letters", Progress.Count("blobs"));
                List<ListedLetter> letters = await store.ListAsync(selected, cancellationToken, progress);
                progress.Dispose();
                if (arguments.GetValue(isJson))
                {
                    JsonLines.Write(context.Out, letters, WriteLetter);
                }
                else
                {
                    WriteTable(context.Out, letters);
                }
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static void WriteTable(TextWriter writer, List<ListedLetter> letters)
    {
        var table = new TextTable("NAME", "REASON", "ENQUEUED", ">BYTES", "RESUBMITTED", "DETAIL");
        foreach (ListedLetter letter in letters)
        {
            table.Add(
                letter.Name,
                letter.Reason,
                letter.EnqueuedTime?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "-",
                letter.Bytes.ToString(CultureInfo.InvariantCulture),
                letter.Resubmitted ?? "-",
                letter.Detail
            );
        }
        table.WriteTo(writer);
    }

    private static void WriteLetter(Utf8JsonWriter json, ListedLetter letter)
    {
        json.WriteString("name", letter.Name);
        json.WriteString("reason", letter.Reason);
        json.WriteString("detail", letter.Detail);
        json.WriteString("partition", letter.Position.Partition);
        json.WriteNumber("sequenceNumber", letter.Position.SequenceNumber);
        if (letter.EnqueuedTime is { } time)
        {
            json.WriteString("enqueuedTime", time.UtcDateTime);
        }
        if (letter.Address.Count > 0)
        {
            json.WriteString("address", string.Join('/', letter.Address.Select(PathSegment.Escape)));
        }
        json.WriteNumber("bytes", letter.Bytes);
        json.WriteString("resubmitted", letter.Resubmitted);
    }
}
