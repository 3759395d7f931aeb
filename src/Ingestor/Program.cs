using ModelData.Ingestor.Hosting;

if (HealthCommand.IsMeant(args))
{
    return await HealthCommand.RunAsync(args, Console.Error);
}

await using var app = WorkerHost.Build(args);
if (!SettingsReport.TryValidate(app.Services, Console.Error))
{
    return 2;
}

await app.RunAsync();
return Environment.ExitCode;
