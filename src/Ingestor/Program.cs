using ModelData.Ingestor.Hosting;

if (HealthCommand.IsMeant(args))
{
    return await HealthCommand.RunAsync(args, Console.Error);
}

if (CommandLine.FindProblem(args) is { } problem)
{
    await Console.Error.WriteLineAsync($"The worker cannot start: {problem}");
    return 2;
}

await using var app = WorkerHost.Build(args);
return SettingsReport.TryValidate(app.Services, Console.Error) ? await HostStart.RunAsync(app, Console.Error) : 2;
