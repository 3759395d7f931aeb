using System.CommandLine;
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
        var hub = new HubOptions(context, "send");
        var command = new Command("resubmit", Description) { name, isAll, isAgain, isOther };
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
                return one is not null
                    ? await SendOneAsync(context, resubmission, one, arguments.GetValue(isAgain), cancellationToken)
                    : await SendManyAsync(
                        context,
                        resubmission,
                        [.. (await store.SelectAsync(selected, cancellationToken)).Select(letter => letter.Name)],
                        arguments.GetValue(isAgain),
                        cancellationToken
                    );
            }
        );
        return command;
    }

    private static async Task<int> SendOneAsync(
        CommandContext context,
        Resubmission resubmission,
        string name,
        bool isAgain,
        CancellationToken cancellationToken
    )
    {
        ResubmissionOutcome outcome = await resubmission.SendAsync(name, isAgain, cancellationToken);
        await WriteAsync(context, name, outcome);
        return ExitCodes.Done;
    }

    private static async Task<int> SendManyAsync(
        CommandContext context,
        Resubmission resubmission,
        List<string> names,
        bool isAgain,
        CancellationToken cancellationToken
    )
    {
        int sent = 0;
        int before = 0;
        int impossible = 0;
        foreach (string name in names)
        {
            try
            {
                ResubmissionOutcome outcome = await resubmission.SendAsync(name, isAgain, cancellationToken);
                await WriteAsync(context, name, outcome);
                _ = outcome == ResubmissionOutcome.SentBefore ? before++ : sent++;
            }
            catch (CommandFailedException e)
            {
                impossible++;
                await context.Error.WriteLineAsync(Printable.Line(e.Message));
            }
        }
        await context.Out.WriteAsync($"{sent} sent, {before} sent before, {impossible} cannot be sent again\n");
        return impossible == 0 ? ExitCodes.Done : ExitCodes.No;
    }

    private static Task WriteAsync(CommandContext context, string name, ResubmissionOutcome outcome)
    {
        string text = outcome switch
        {
            ResubmissionOutcome.Sent => "sent",
            ResubmissionOutcome.SentBefore => "sent before: skipped (--again sends it once more)",
            _ => "sent, but not marked: the letter was changed or deleted meanwhile",
        };
        return context.Out.WriteAsync(Printable.Line($"{name} {text}") + "\n");
    }
}
