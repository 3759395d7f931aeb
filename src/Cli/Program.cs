using ModelData.Cli;
using ModelData.Cli.Commands;

var surroundings = Surroundings.OfProcess();
await using (surroundings.Out)
{
    return await ModelDataCommand.RunAsync(args, surroundings);
}
