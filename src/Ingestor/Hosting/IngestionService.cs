using ModelData.Ingestion;

namespace ModelData.Ingestor.Hosting;

/// <summary>Runs the engine for as long as the process lives, and ends the process with it.</summary>
internal sealed class IngestionService(IngestionEngine engine, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var end = await engine.RunAsync(HostStart.WaitAsync(lifetime, stoppingToken), stoppingToken);
        if (end != EngineEnd.Stopped)
        {
            Environment.ExitCode = 1;
        }

        if (end == EngineEnd.Failed)
        {
            lifetime.StopApplication();
        }
    }
}
