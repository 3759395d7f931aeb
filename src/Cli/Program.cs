using ModelData.Cli;
using ModelData.Cli.Commands;

var context = CommandContext.OfProcess();
await using (context.Out)
{
    return await ModelDataCommand.RunAsync(args, context);
}
