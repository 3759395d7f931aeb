using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Completing;

/// <summary>Looks now and then for folders that every partition of the hub has passed, and completes them.</summary>
internal sealed partial class CompletionLoop(
    HubPartitions partitions,
    PartitionPumps pumps,
    HubWatermark hub,
    IOpenFolders folders,
    CompletionTimes times,
    FolderCompleter completer,
    IOptions<ManifestSettings> settings,
    TimeProvider time,
    ILogger<CompletionLoop> logger
)
{
    /// <summary>At midnight all folders of a day come at once, beside the flushes.</summary>
    private const int Concurrency = 4;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!settings.Value.Enabled)
        {
            return;
        }

        using var timer = new PeriodicTimer(settings.Value.CheckInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await CompleteAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(Problem.Of(e));
            }
        }
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var owned = pumps.All.Where(pump => pump.IsOwner).Select(pump => pump.PartitionId).ToHashSet();
        var all = partitions.Ids;
        if (owned.Count == 0 || await hub.ReadAsync(all, cancellationToken) is not { } watermark)
        {
            return;
        }

        await Parallel.ForEachAsync(
            folders.ListAsync(times.LastDay(watermark), cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (folder, token) =>
            {
                if (folder.Until < watermark && owned.Contains(all[ShareOf(folder, all.Count)]))
                {
                    await completer.TryCompleteAsync(folder, watermark, token);
                }
            }
        );
    }

    // Each folder is completed by the worker that owns one partition, whichever: two would do no harm, but the work twice.
    private static int ShareOf(OpenFolder folder, int count) =>
        (int)(BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(folder.Folder))) % count);

    [LoggerMessage(
        EventIds.OpenFoldersFailed,
        LogLevel.Warning,
        "Storage could not be asked which folders are complete; it will be asked again: {Problem}"
    )]
    private partial void LogFailed(string problem);
}
