using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Files;

/// <summary><c>modeldata files</c>: what reads data.</summary>
internal static class FilesCommand
{
    public static Command Create(CommandContext context)
    {
        StorageOptions storage = StorageOptions.ForData(context);
        var command = new Command("files", "List, look at and copy data files, and tell which days are complete.")
        {
            ListFiles.Create(context, storage),
            ShowHead.Create(context, storage),
            GetFiles.Create(context, storage),
            ShowStatus.Create(context, storage),
        };
        storage.AddTo(command);
        return command;
    }
}
