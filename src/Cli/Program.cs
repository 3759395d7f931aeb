using ModelData.Cli;
using ModelData.Cli.Commands;

// The output is flushed there, where it can be said that it fails.
return await ModelDataCommand.RunAsync(args, CommandContext.OfProcess());
