using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.EventHubs;
using ModelData.Ingestor.Hosting;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Diagnostics;

/// <summary>
/// Asks for the end of each partition now and then, and shows how far behind the committed position is. What is learned also moves the
/// watermark of a partition that gets no events.
/// </summary>
internal sealed partial class LagMonitor : BackgroundService
{
    /// <summary>The service allows 50 management calls a second for a whole namespace.</summary>
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _interval;
    private readonly PartitionPumps _pumps;
    private readonly TimeProvider _time;
    private readonly ILogger<LagMonitor> _logger;

    public LagMonitor(
        PartitionPumps pumps,
        WorkerMetrics metrics,
        IOptions<ManifestSettings> manifests,
        TimeProvider time,
        ILogger<LagMonitor> logger
    )
    {
        (_pumps, _time, _logger) = (pumps, time, logger);
        var check = manifests.Value.CheckInterval;
        _interval = check < LongestInterval ? check : LongestInterval;
        metrics.Meter.CreateObservableGauge("modeldata.lag.events", Events, null, "Events that are not yet in blobs");
        metrics.Meter.CreateObservableGauge(
            "modeldata.lag.seconds",
            Seconds,
            null,
            "Age of the oldest event that is not yet in a blob; of the newest one where none of them was read yet"
        );
        metrics.Meter.CreateObservableGauge(
            "modeldata.watermark.timestamp",
            Watermarks,
            "s",
            "The time, in seconds since 1970, before which every event of the partition is in a blob"
        );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
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
            await pump.LookAsync(stopping);
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

    private IEnumerable<Measurement<double>> Watermarks()
    {
        foreach (var pump in _pumps.All)
        {
            if (pump.Progress?.Watermark is { } watermark)
            {
                yield return new((watermark - DateTimeOffset.UnixEpoch).TotalSeconds, Tag(pump));
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
