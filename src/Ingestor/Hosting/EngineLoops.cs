using ModelData.Ingestion;

namespace ModelData.Ingestor.Hosting;

/// <summary>Runs what the engine does beside reading and writing. One that fails ends the process; all of them are over when this is.</summary>
internal sealed class EngineLoops(IEnumerable<EngineLoop> loops) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        List<Task> running = [.. loops.Select(loop => loop.RunAsync(ending.Token))];
        try
        {
            for (var left = running.ToList(); left.Count > 0; )
            {
                var ended = await Task.WhenAny(left);
                left.Remove(ended);
                await ended;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
