using System.CommandLine;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;

namespace ModelData.Cli.DeadLetters;

/// <summary><c>modeldata dead-letters show</c>.</summary>
internal static class ShowLetter
{
    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var name = new Argument<string>("name") { Description = "The name of a letter, as ls prints it." };
        var isJson = new Option<bool>("--json")
        {
            Description =
                "Print one JSON object: the name, when it was sent again, and the letter as the worker wrote it.",
        };
        var command = new Command(
            "show",
            "Print a letter: reason, position, headers, properties, body (as text, else as a hex dump). "
                + "It came from anybody: control characters are shown as escapes."
        )
        {
            name,
            isJson,
        };
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                BlobContainerClient container = await storage.OpenAsync(arguments, cancellationToken);
                var store = new LetterStore(container, context.Time);
                StoredLetter stored = await store.ReadAsync(arguments.GetValue(name)!, cancellationToken);
                await context.Out.WriteAsync(arguments.GetValue(isJson) ? ToJson(stored) : Describe(stored));
                return ExitCodes.Done;
            }
        );
        return command;
    }

    /// <summary>A letter as one JSON object on one line; null in place of a document that is no JSON.</summary>
    public static string ToJson(StoredLetter stored)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", stored.Name);
            json.WriteString("resubmitted", stored.Resubmitted);
            json.WritePropertyName("letter");
            if (LetterJson.TryParse(stored.Content) is { } document)
            {
                using (document)
                {
                    document.RootElement.WriteTo(json);
                }
            }
            else
            {
                json.WriteNullValue();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Everything about a letter, safe for a terminal.</summary>
    public static string Describe(StoredLetter stored)
    {
        var text = new StringBuilder();
        Add(text, "name", stored.Name);
        Add(text, "resubmitted", stored.Resubmitted ?? "no");
        if (!LetterJson.TryRead(stored.Content, out Letter? letter, out string? problem))
        {
            // A gap, or a letter of another version: its document says everything.
            Add(text, "event", stored.Position.IsGap ? "none: these events were never seen" : $"unknown: {problem}");
            return text.Append('\n').Append(LetterBody.Describe(stored.Content, isBrotli: false)).ToString();
        }
        Add(text, "reason", letter.Reason);
        Add(text, "detail", letter.Detail);
        Add(text, "hub", $"{letter.Hub} in {letter.Namespace}");
        Add(text, "partition", letter.Partition);
        Add(text, "sequence number", $"{letter.SequenceNumber}");
        Add(text, "offset", letter.Offset);
        Add(text, "enqueued", letter.EnqueuedTime);
        Add(text, "partition key", letter.PartitionKey);
        Add(text, "content type", letter.ContentType);
        Add(text, "content encoding", letter.ContentEncoding);
        Add(text, "message id", letter.MessageId);
        Add(text, "correlation id", letter.CorrelationId);
        Add(text, "properties", letter.Properties);
        Add(text, "annotations", letter.Annotations);
        Add(text, "body kind", letter.BodyKind);
        if (letter.BodyValue is { } value)
        {
            return text.Append("\nbody:\n\n").Append(Printable.Lines(value)).Append('\n').ToString();
        }
        return text.Append("\nbody: ").Append(LetterBody.Describe(letter.Body, letter.IsBrotli)).ToString();
    }

    private static void Add(StringBuilder text, string heading, string? value)
    {
        if (value is not null)
        {
            text.Append($"{heading + ":", -18}{Printable.Line(value)}\n");
        }
    }

    private static void Add(StringBuilder text, string heading, IReadOnlyList<LetterValue> values)
    {
        if (values.Count > 0)
        {
            text.Append($"{heading}:\n");
        }
        foreach (LetterValue value in values)
        {
            text.Append(Printable.Line($"  {value.Name} = {value.Text} ({value.Type})")).Append('\n');
        }
    }
}
