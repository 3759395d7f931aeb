using ModelData.LocalEventHubs.CommandLine;

return await BrokerCommand.Create().Parse(args).InvokeAsync(BrokerCommand.Invocation);
