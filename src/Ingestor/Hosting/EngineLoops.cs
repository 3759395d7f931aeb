using ModelData.Ingestion;

namespace ModelData.Ingestor.Hosting;

/// <summary>Runs what the engine does beside reading and writing. One that ends for no reason ends the process.</summary>
internal sealed class EngineLoops(IEnumerable<EngineLoop> loops) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = loops.Select(loop => loop.RunAsync(stoppingToken)).ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            await ended;
        }
    }
}
