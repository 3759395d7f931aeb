using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Services;

/// <summary><c>modeldata services</c>: what operators say of a web service's collection, while it runs.</summary>
internal static class ServicesCommand
{
    public static Command Create(CommandContext context)
    {
        StorageOptions storage = StorageOptions.ForSettings(context);
        var command = new Command(
            "services",
            "Show and change what web services collect, while they run: their settings documents. An app follows within 30 s."
        )
        {
            ListServices.Create(context, storage),
            ShowService.Create(context, storage),
            SwitchService.Create(context, storage, isOn: true),
            SwitchService.Create(context, storage, isOn: false),
            SampleService.Create(context, storage),
            RedactService.Create(context, storage),
            TellService.Diagnostics(context, storage),
            TellService.Heartbeat(context, storage),
            DeleteService.Create(context, storage),
        };
        storage.AddTo(command);
        return command;
    }
}
