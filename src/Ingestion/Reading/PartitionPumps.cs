using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Ingestion.Reading;

/// <summary>The pumps of the partitions that this worker owns: they come and go with its leases. Thread-safe.</summary>
internal sealed partial class PartitionPumps
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, PartitionPump> _pumps = new();
    private readonly Func<PartitionLease, int, PartitionPump> _create;
    private readonly FinalFlush _finalFlush;
    private readonly WorkerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<PartitionPumps> _logger;
    private volatile string? _unsaved;

    public PartitionPumps(
        Func<PartitionLease, int, PartitionPump> create,
        FinalFlush finalFlush,
        WorkerMetrics metrics,
        TimeProvider time,
        ILogger<PartitionPumps> logger
    )
    {
        (_create, _finalFlush, _metrics, _time, _logger) = (create, finalFlush, metrics, time, logger);
        metrics.Meter.CreateObservableGauge(
            "modeldata.partitions",
            () => _pumps.Count(pump => pump.Value.IsOwner),
            null,
            "Partitions that this worker owns"
        );
    }

    /// <summary>The pumps at present, in any order.</summary>
    public IEnumerable<PartitionPump> All => _pumps.Select(pump => pump.Value);

    /// <summary>Reads a partition for as long as the lease lasts, and ends when nothing of it is left in memory, or the time for that is over.</summary>
    /// <exception cref="PartitionFailedException">Going on could lose or double rows.</exception>
    public async Task RunAsync(PartitionLease lease)
    {
        var pump = _create(lease, ParseNumber(lease.PartitionId));
        _pumps[lease.PartitionId] = pump;
        try
        {
            await pump.RunAsync();
        }
        catch
        {
            // The worker stops.
            _finalFlush.Start();
            throw;
        }
        finally
        {
            await FinishAsync(pump, lease);
            pump.Forget();
            _pumps.TryRemove(lease.PartitionId, out _);
        }
    }

    /// <summary>Why a position is not saved now that its partition was given up, if so: what lies behind the last one that was is read again.</summary>
    public string? Unsaved => _unsaved;

    /// <summary>Saves every partition's position. A failure is logged and made good by the next save.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var pump in All.OrderBy(pump => pump.PartitionId, StringComparer.Ordinal))
        {
            await pump.SaveAsync(cancellationToken);
        }
    }

    // Of a partition that was lost, what is proven is committed for a while, and the rest is dropped. Until nothing is left the partition must not be
    // read here again, or a buffer would hold the same event twice.
    private async Task FinishAsync(PartitionPump pump, PartitionLease lease)
    {
        if (lease.End == LeaseEnd.Lost)
        {
            pump.Lose();
        }

        while (pump.Progress?.PendingCount > 0 && !_finalFlush.IsOver)
        {
            await pump.ProveAsync(CancellationToken.None);
            await Task.Delay(Poll, _time);
            pump.Progress.Settle();
        }

        LogStopped(pump.PartitionId, lease.End, pump.Progress?.Position.SequenceNumber);
        if (lease.End == LeaseEnd.Lost)
        {
            _metrics.PartitionsLost.Add(1);
            return;
        }

        using var limit = new CancellationTokenSource(SaveLimit, _time);
        _unsaved = await FindUnsavedAsync(pump, limit.Token) ?? _unsaved;
    }

    private static async Task<string?> FindUnsavedAsync(PartitionPump pump, CancellationToken cancellationToken)
    {
        try
        {
            return await pump.SaveAsync(cancellationToken) == SaveOutcome.Failed ? "the last save failed (3301)"
                : await pump.HasStateAsync(cancellationToken) ? null
                : $"the state of partition {pump.PartitionId} is gone";
        }
        catch (OperationCanceledException)
        {
            return "the last save was not answered in time";
        }
        catch (Exception e)
        {
            return $"the state of partition {pump.PartitionId} cannot be read: {Problem.Of(e)}";
        }
    }

    private static int ParseNumber(string partitionId) =>
        int.TryParse(partitionId, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new PartitionFailedException(
                ProblemCatalogue.PartitionHalted,
                $"Partition id '{partitionId}' is not a number, as those of Event Hubs are: positions in blobs could not name it",
                "Let the worker read a hub of Event Hubs, or of the local broker"
            );

    [LoggerMessage(
        EventIds.PartitionStopped,
        LogLevel.Information,
        "Partition {Partition} is no longer read here ({End}); done up to {Position}"
    )]
    private partial void LogStopped(string partition, LeaseEnd end, long? position);
}
