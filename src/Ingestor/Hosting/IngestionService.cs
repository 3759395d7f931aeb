using ModelData.Ingestion;

namespace ModelData.Ingestor.Hosting;

/// <summary>Runs the engine for as long as the process lives, and ends the process with it.</summary>
internal sealed class IngestionService(IngestionEngine engine, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Also where it throws: the host ends then.
        var end = EngineEnd.Failed;
        try
        {
            end = await engine.RunAsync(HostStart.WaitAsync(lifetime, stoppingToken), stoppingToken);
        }
        finally
        {
            if (end != EngineEnd.Stopped)
            {
                Environment.ExitCode = 1;
            }
        }

        if (end == EngineEnd.Failed)
        {
            lifetime.StopApplication();
        }
    }
}
