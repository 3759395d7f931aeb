using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.DeadLetters;

/// <summary><c>modeldata dead-letters</c>: what the worker dead-lettered.</summary>
internal static class DeadLettersCommand
{
    public static Command Create(CommandContext context)
    {
        StorageOptions storage = StorageOptions.ForDeadLetters(context);
        var command = new Command("dead-letters", "List and show events that did not become rows, and send them again.")
        {
            ListLetters.Create(context, storage),
            ShowLetter.Create(context, storage),
            ResubmitLetters.Create(context, storage),
        };
        storage.AddTo(command);
        return command;
    }
}
