using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.DeadLetters;

/// <summary><c>modeldata dead-letters</c>: what the worker set aside.</summary>
internal static class DeadLettersCommand
{
    public static Command Create(Surroundings surroundings)
    {
        StorageOptions storage = StorageOptions.ForDeadLetters(surroundings);
        var command = new Command("dead-letters", "List and show events that did not become rows, and send them again.")
        {
            ListLetters.Create(surroundings, storage),
            ShowLetter.Create(surroundings, storage),
            ResubmitLetters.Create(surroundings, storage),
        };
        storage.AddTo(command);
        return command;
    }
}
