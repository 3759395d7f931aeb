using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelData.EventHubs;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Diagnostics;

/// <summary>Asks for the end of each partition now and then, and shows how far behind the committed position is.</summary>
internal sealed partial class LagMonitor : BackgroundService
{
    /// <summary>The service allows 50 management calls a second for a whole namespace.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly PartitionPumps _pumps;
    private readonly IHubSource _hub;
    private readonly TimeProvider _time;
    private readonly ILogger<LagMonitor> _logger;

    public LagMonitor(
        PartitionPumps pumps,
        IHubSource hub,
        WorkerMetrics metrics,
        TimeProvider time,
        ILogger<LagMonitor> logger
    )
    {
        (_pumps, _hub, _time, _logger) = (pumps, hub, time, logger);
        metrics.Meter.CreateObservableGauge("modeldata.lag.events", Events, null, "Events that are not yet in blobs");
        metrics.Meter.CreateObservableGauge(
            "modeldata.lag.seconds",
            Seconds,
            null,
            "Age of the oldest event that is not yet in a blob; of the newest one where none of them was read yet"
        );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            foreach (var pump in _pumps.All)
            {
                await RefreshAsync(pump, stoppingToken);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshAsync(PartitionPump pump, CancellationToken stopping)
    {
        try
        {
            pump.LastSeen = await _hub.Management.GetPartitionPropertiesAsync(pump.PartitionId, stopping);
        }
        catch (EventHubsException e)
        {
            LogUnknown(pump.PartitionId, e);
        }
    }

    private IEnumerable<Measurement<long>> Events()
    {
        foreach (var pump in _pumps.All)
        {
            if (pump.Progress is { } progress)
            {
                yield return new(Math.Max(0, pump.LastEnqueued - progress.Position.SequenceNumber), Tag(pump));
            }
        }
    }

    private IEnumerable<Measurement<double>> Seconds()
    {
        var now = _time.GetUtcNow();
        foreach (var pump in _pumps.All)
        {
            if (pump.Progress is { } progress)
            {
                var oldest = FindOldest(progress, pump.LastSeen) ?? now;
                yield return new(Math.Max(0, (now - oldest).TotalSeconds), Tag(pump));
            }
        }
    }

    /// <summary>
    /// When the oldest event that is not yet in a blob was stored; <see langword="null"/> when all are. A worker that cannot read has
    /// nothing pending, and is late all the same: by the age of the newest event at least.
    /// </summary>
    public static DateTimeOffset? FindOldest(PartitionProgress progress, PartitionProperties? seen) =>
        progress.OldestPendingTime
        ?? (seen?.LastEnqueuedSequenceNumber > progress.Position.SequenceNumber ? seen.LastEnqueuedTime : null);

    private static KeyValuePair<string, object?> Tag(PartitionPump pump) => new("partition", pump.PartitionId);

    [LoggerMessage(EventIds.LagUnknown, LogLevel.Debug, "The end of partition {Partition} could not be read")]
    private partial void LogUnknown(string partition, Exception exception);
}
