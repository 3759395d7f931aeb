using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Files;

/// <summary><c>modeldata files</c>: what reads data.</summary>
internal static class FilesCommand
{
    public static Command Create(Surroundings surroundings)
    {
        StorageOptions storage = StorageOptions.ForData(surroundings);
        var command = new Command("files", "List, look at and copy data files, and tell which days are complete.")
        {
            ListFiles.Create(surroundings, storage),
            ShowHead.Create(surroundings, storage),
            GetFiles.Create(surroundings, storage),
            ShowStatus.Create(surroundings, storage),
        };
        storage.AddTo(command);
        return command;
    }
}
