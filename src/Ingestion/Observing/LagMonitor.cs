using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing;

/// <summary>
/// Asks for the end of each partition now and then, and shows how far behind the committed position is, by the hub's times: the own wall clock has no part
/// in it. What is learned also moves the watermark of a partition that gets no events.
/// </summary>
internal sealed partial class LagMonitor
{
    /// <summary>The service allows 50 management calls a second for a whole namespace.</summary>
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);

    private const int Concurrency = 8;
    private const int LooksToMiss = 3;

    private readonly TimeSpan _interval;
    private readonly TimeSpan? _retention;
    private readonly PartitionPumps _pumps;
    private readonly ServiceClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<LagMonitor> _logger;
    private readonly ConditionalWeakTable<PartitionPump, PartitionLag> _lags = [];

    public LagMonitor(
        PartitionPumps pumps,
        WorkerMetrics metrics,
        ServiceClock clock,
        IOptions<ManifestSettings> manifests,
        IOptions<EventHubsSettings> hub,
        TimeProvider time,
        ILogger<LagMonitor> logger
    )
    {
        (_pumps, _clock, _time, _logger) = (pumps, clock, time, logger);
        _retention = hub.Value.Retention;
        var check = manifests.Value.CheckInterval;
        _interval = check < LongestInterval ? check : LongestInterval;
        CreateGauges(metrics.Meter);
    }

    private void CreateGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "modeldata.lag.events",
            Events,
            null,
            "Events that are not yet in blobs, as of the last look"
        );
        meter.CreateObservableGauge(
            "modeldata.lag.seconds",
            Seconds,
            null,
            "Age of the oldest event that is not yet in a blob, or may not be; of the newest one where none of them was read yet"
        );
        meter.CreateObservableGauge(
            "modeldata.retention.left_seconds",
            RetentionLeft,
            null,
            "How long until the hub drops the oldest event that is not yet in a blob, or may not be; where EventHubs__Retention says how long it keeps events"
        );
        meter.CreateObservableGauge(
            "modeldata.lag.unknown_seconds",
            Unknown,
            null,
            "How long it has not been known how late the partition is; 0 while it is"
        );
        meter.CreateObservableGauge(
            "modeldata.look.age_seconds",
            LookAges,
            null,
            "How long ago the partition last said where it ends"
        );
        meter.CreateObservableGauge(
            "modeldata.partitions.attached",
            () => _pumps.All.Count(pump => pump.IsAttached),
            null,
            "Partitions that are being read here at present"
        );
        meter.CreateObservableGauge(
            "modeldata.watermark.timestamp",
            Watermarks,
            "s",
            "The time, in seconds since 1970, before which every event of the partition is in a blob"
        );
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        do
        {
            // One that hangs must not hold the others up.
            await Parallel.ForEachAsync(
                _pumps.All,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
                async (pump, token) => await RefreshAsync(pump, token)
            );
        } while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task RefreshAsync(PartitionPump pump, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Dependencies.LookLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            var seen = await pump.LookAsync(either.Token);
            LagOf(pump).Saw(seen);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LagOf(pump).Failed();
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
        var pumps = _pumps.All.ToList();
        var now = FindNow(pumps);
        return pumps.Select(pump => Measure(pump, LagOf(pump).Find(pump.Progress, now)));
    }

    private IEnumerable<Measurement<double>> RetentionLeft()
    {
        if (_retention is not { } retention)
        {
            return [];
        }

        var pumps = _pumps.All.ToList();
        var now = FindNow(pumps);
        return pumps.Select(pump => Measure(pump, retention - LagOf(pump).Find(pump.Progress, now)));
    }

    private IEnumerable<Measurement<double>> Unknown() =>
        _pumps.All.Select(pump => Measure(pump, LagOf(pump).FindUnknown(pump.Progress)));

    private IEnumerable<Measurement<double>> LookAges() =>
        _pumps.All.Select(pump => Measure(pump, LagOf(pump).LookAge));

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

    // The hub does not tell its time: it is the storage's, and not before the last event that was seen.
    private DateTimeOffset? FindNow(List<PartitionPump> pumps)
    {
        var latest = _clock.Now;
        foreach (var pump in pumps)
        {
            latest = LagOf(pump).HubTime is { } time && !(time <= latest) ? time : latest;
        }

        return latest;
    }

    private PartitionLag LagOf(PartitionPump pump)
    {
        var lag = _lags.GetValue(pump, _ => new PartitionLag(_interval * LooksToMiss, _time));
        lag.Notice(pump.LastSeen);
        return lag;
    }

    private static Measurement<double> Measure(PartitionPump pump, TimeSpan value) =>
        new(value.TotalSeconds, Tag(pump));

    private static KeyValuePair<string, object?> Tag(PartitionPump pump) => new("partition", pump.PartitionId);

    [LoggerMessage(EventIds.LagUnknown, LogLevel.Debug, "The end of partition {Partition} could not be read")]
    private partial void LogUnknown(string partition, Exception exception);
}
