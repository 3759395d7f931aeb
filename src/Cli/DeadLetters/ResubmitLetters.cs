using System.CommandLine;
using System.Text.Json;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Output;
using ModelData.Ingestion.Reading.DeadLetters;
using Sdk = Azure.Messaging.EventHubs;

namespace ModelData.Cli.DeadLetters;

/// <summary><c>modeldata dead-letters resubmit</c>.</summary>
internal static class ResubmitLetters
{
    private const string Description = """
        Send events again, as they were, once what refused them is mended.

        Only producer id and batch sequence are replaced, by ones that follow from the letter: the worker drops a second
        resubmission of the same letter. This is idempotent within the worker's duplicate window only
        (Checkpoints__DuplicateWindow, an hour by default), counted from the first one. A letter that was sent is marked, and
        skipped from then on. Letters of gaps hold no event and cannot be sent.

        Exit code 0 when every selected letter is sent, now or before; 2 when one of several cannot be sent again.
        """;

    // Words of --json.
    private const string Sent = "sent";
    private const string Before = "sent-before";
    private const string Unmarked = "sent-unmarked";
    private const string Impossible = "impossible";

    public static Command Create(CommandContext context, StorageOptions storage)
    {
        var name = new Argument<string?>("name")
        {
            Description = "The name of a letter, as ls prints it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var filter = new LetterFilterOptions();
        var isAll = new Option<bool>("--all") { Description = "Every letter of an event; gaps are left out." };
        var isAgain = new Option<bool>("--again")
        {
            Description =
                "Also letters that were sent before. After the duplicate window their rows are written a second time.",
        };
        var isOther = new Option<bool>("--other-hub")
        {
            Description = "Send letters of another hub, too: a hub of another name has another memory for duplicates.",
        };
        var isJson = new Option<bool>("--json") { Description = "Print a JSON array, one letter a line." };
        var hub = new HubOptions(context, "send");
        var command = new Command("resubmit", Description) { name, isAll, isAgain, isOther, isJson };
        filter.AddTo(command);
        hub.AddTo(command);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                string? one = arguments.GetValue(name);
                LetterFilter selected = filter.Read(arguments);
                if (new[] { one is not null, !selected.IsEmpty, arguments.GetValue(isAll) }.Count(it => it) != 1)
                {
                    throw new CommandFailedException(
                        "Give one of: the name of a letter; --reason, --from, --before and an address, or some of them; --all."
                    );
                }
                BlobContainerClient container = await storage.OpenAsync(arguments, cancellationToken);
                var store = new LetterStore(container, context.Time);
                Sdk.EventHubConnection connection = hub.Open(arguments);
                await using var sender = new LetterSender(connection);
                var resubmission = new Resubmission(
                    store,
                    sender,
                    arguments.GetValue(isOther) ? null : connection.EventHubName
                );
                List<string> names = one is not null
                    ? [one]
                    : await SelectAsync(context, store, selected, cancellationToken);
                using var progress = new Progress(context, "resubmit", Progress.Count("letters"), names.Count);
                var results = new List<(string Name, string Outcome, string? Problem)>();
                try
                {
                    await SendAsync(
                        resubmission,
                        names,
                        arguments.GetValue(isAgain),
                        one is not null,
                        progress,
                        arguments.GetValue(isJson) ? results.Add : it => Print(progress, results, it),
                        cancellationToken
                    );
                }
                finally
                {
                    progress.Dispose();
                    // Also when it ends early: what was sent is sent.
                    if (arguments.GetValue(isJson))
                    {
                        JsonLines.Write(context.Out, results, WriteResult);
                    }
                }
                if (one is null && !arguments.GetValue(isJson))
                {
                    await context.Out.WriteAsync(
                        $"{results.Count(it => it.Outcome is Sent or Unmarked)} sent, {results.Count(it => it.Outcome == Before)} sent before, "
                            + $"{results.Count(it => it.Outcome == Impossible)} cannot be sent again\n"
                    );
                }
                return results.Exists(it => it.Outcome == Impossible) ? ExitCodes.No : ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task<List<string>> SelectAsync(
        CommandContext context,
        LetterStore store,
        LetterFilter filter,
        CancellationToken cancellationToken
    )
    {
        using var progress = new Progress(context, "list dead letters", Progress.Count("blobs"));
        return [.. (await store.SelectAsync(filter, cancellationToken, progress)).Select(letter => letter.Name)];
    }

    private static async Task SendAsync(
        Resubmission resubmission,
        List<string> names,
        bool isAgain,
        bool isOne,
        Progress progress,
        Action<(string Name, string Outcome, string? Problem)> tell,
        CancellationToken cancellationToken
    )
    {
        foreach (string name in names)
        {
            try
            {
                tell((name, Word(await resubmission.SendAsync(name, isAgain, cancellationToken)), null));
            }
            catch (CommandFailedException e) when (!isOne)
            {
                tell((name, Impossible, e.Message));
            }
            progress.Add(1);
        }
    }

    private static void Print(
        Progress progress,
        List<(string Name, string Outcome, string? Problem)> results,
        (string Name, string Outcome, string? Problem) result
    )
    {
        results.Add(result);
        if (result.Problem is { } problem)
        {
            progress.PrintError(Printable.Line(problem));
        }
        else
        {
            progress.Print(Printable.Line($"{result.Name} {Text(result.Outcome)}") + "\n");
        }
    }

    private static void WriteResult(Utf8JsonWriter json, (string Name, string Outcome, string? Problem) result)
    {
        json.WriteString("name", result.Name);
        json.WriteString("outcome", result.Outcome);
        json.WriteString("problem", result.Problem);
    }

    private static string Word(ResubmissionOutcome outcome) =>
        outcome switch
        {
            ResubmissionOutcome.Sent => Sent,
            ResubmissionOutcome.SentBefore => Before,
            _ => Unmarked,
        };

    private static string Text(string outcome) =>
        outcome switch
        {
            Sent => "sent",
            Before => "sent before: skipped (--again sends it once more)",
            _ => "sent, but not marked: the letter was changed or deleted meanwhile",
        };
}
