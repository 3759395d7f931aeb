using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Completing;

/// <summary>Looks now and then for folders that every partition of the hub has passed, and completes them.</summary>
internal sealed partial class CompletionService(
    PartitionPumps pumps,
    HubWatermark hub,
    IOpenFolders folders,
    CompletionTimes times,
    FolderCompleter completer,
    IOptions<ManifestSettings> settings,
    TimeProvider time,
    ILogger<CompletionService> logger
) : BackgroundService
{
    /// <summary>At midnight all folders of a day come at once, beside the flushes.</summary>
    private const int Concurrency = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Value.Enabled)
        {
            return;
        }

        using var timer = new PeriodicTimer(settings.Value.CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CompleteAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(Problem.Of(e));
            }
        }
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var partitions = pumps.All.Select(pump => pump.PartitionId).ToList();
        if (partitions.Count == 0 || await hub.ReadAsync(partitions, cancellationToken) is not { } watermark)
        {
            return;
        }

        await Parallel.ForEachAsync(
            folders.ListAsync(times.LastDay(watermark), cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (folder, token) =>
            {
                if (folder.Until < watermark)
                {
                    await completer.TryCompleteAsync(folder, watermark, token);
                }
            }
        );
    }

    [LoggerMessage(
        EventIds.OpenFoldersFailed,
        LogLevel.Warning,
        "Storage could not be asked which folders are complete; it will be asked again: {Problem}"
    )]
    private partial void LogFailed(string problem);
}
