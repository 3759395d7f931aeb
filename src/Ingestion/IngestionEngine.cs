using Microsoft.Extensions.DependencyInjection;
using ModelData.HubClient;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion;

/// <summary>
/// The life of a worker: open the containers, share the partitions with the fleet, read its own, flush; when told to stop, stop reading, flush what
/// is buffered, save the positions and give the partitions up, all within one time budget.
/// </summary>
public sealed partial class IngestionEngine
{
    /// <summary>The meter of everything that it counts.</summary>
    public const string MeterName = WorkerMetrics.MeterName;

    private static readonly TimeSpan LastLookLimit = TimeSpan.FromSeconds(3);

    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15));
    private readonly WorkerContainers _containers;
    private readonly IHubSource _hub;
    private readonly HubPartitions _partitions;
    private readonly PartitionBalancer _balancer;
    private readonly PartitionPumps _pumps;
    private readonly Looks _looks;
    private readonly FlushScheduler _scheduler;
    private readonly FinalFlush _finalFlush;
    private readonly Dependencies _dependencies;
    private readonly DependencyProbe _probe;
    private readonly MemoryReport _memory;
    private readonly ReportLoop _report;
    private readonly OfficialClientLog _clientLog;
    private readonly CheckpointSettings _checkpoints;
    private readonly LoadBalancingSettings _balancing;
    private readonly TimeProvider _time;
    private readonly ILogger<IngestionEngine> _logger;

    internal IngestionEngine(IServiceProvider parts)
    {
        _containers = parts.GetRequiredService<WorkerContainers>();
        _hub = parts.GetRequiredService<IHubSource>();
        _partitions = parts.GetRequiredService<HubPartitions>();
        _balancer = parts.GetRequiredService<PartitionBalancer>();
        _pumps = parts.GetRequiredService<PartitionPumps>();
        _looks = parts.GetRequiredService<Looks>();
        _scheduler = parts.GetRequiredService<FlushScheduler>();
        _finalFlush = parts.GetRequiredService<FinalFlush>();
        _dependencies = parts.GetRequiredService<Dependencies>();
        _probe = parts.GetRequiredService<DependencyProbe>();
        _memory = parts.GetRequiredService<MemoryReport>();
        _report = parts.GetRequiredService<ReportLoop>();
        _clientLog = parts.GetRequiredService<OfficialClientLog>();
        _checkpoints = parts.GetRequiredService<IOptions<CheckpointSettings>>().Value;
        _balancing = parts.GetRequiredService<IOptions<LoadBalancingSettings>>().Value;
        _time = parts.GetRequiredService<TimeProvider>();
        _logger = parts.GetRequiredService<ILogger<IngestionEngine>>();
    }

    /// <summary>Reads and writes until it is told to stop, or has to.</summary>
    /// <param name="begin">Nothing is claimed before: a program that is about to end must not.</param>
    /// <param name="stopping">Tells it to stop.</param>
    public async Task<EngineEnd> RunAsync(Task begin, CancellationToken stopping)
    {
        var end = await RunToEndAsync(begin, stopping);
        if (end == EngineEnd.Stopped)
        {
            await _report.EndAsync();
        }

        return end;
    }

    private async Task<EngineEnd> RunToEndAsync(Task begin, CancellationToken stopping)
    {
        _clientLog.Start();
        _memory.Say();
        using var flushing = new CancellationTokenSource();
        var flushes = _scheduler.RunAsync(flushing.Token);
        try
        {
            await begin.WaitAsync(stopping);
            await OpenAsync(stopping);
            return await ReadAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return EngineEnd.Stopped;
        }
        finally
        {
            await _finalFlush.DisposeAsync();
            await flushing.CancelAsync();
            await flushes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OpenAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await _containers.CreateMissingAsync(stopping);
                var properties = await _hub.Management.GetHubPropertiesAsync(stopping);
                // Ready is who has reached everything: that need not wait for the next look.
                await _probe.LookAsync(stopping);
                LogStarted(properties.Name, properties.PartitionIds.Count, _hub.ConsumerGroup, _balancer.OwnerId);
                return;
            }
            catch (Exception e)
                when (e
                        is Azure.RequestFailedException
                            or Azure.Identity.AuthenticationFailedException
                            or HubException
                            or AggregateException
                )
            {
                var wait = _backoff.Next();
                LogNotReady(wait, Problem.Of(e));
                await Task.Delay(wait, _time, stopping);
            }
        }
    }

    private async Task<EngineEnd> ReadAsync(CancellationToken stopping)
    {
        // Whatever the pumps are at: also rows of partitions that were lost must not hold the end up for ever.
        await using var draining = stopping.UnsafeRegister(static flush => ((FinalFlush)flush!).Start(), _finalFlush);
        using var ended = new CancellationTokenSource();
        var saves = SaveAsync(ended.Token);
        var looking = _looks.RunAsync(_balancing.Interval, ended.Token);
        var (end, isSaved) = (EngineEnd.Stopped, false);
        try
        {
            await _balancer.RunAsync(_partitions.ListAsync, _pumps.RunAsync, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
        catch (PartitionFailedException e)
        {
            LogFailed(e);
            end = EngineEnd.Failed;
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(saves, looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            isSaved = await IsSavedAsync();
        }

        return end == EngineEnd.Stopped && !isSaved ? EngineEnd.NotSaved : end;
    }

    // Also where nothing was left to save: what was saved before may be gone by now.
    private async Task<bool> IsSavedAsync()
    {
        using var limit = new CancellationTokenSource(LastLookLimit, _time);
        await _probe.LookAtStateAsync(limit.Token);
        string? problem = limit.IsCancellationRequested
            ? DependencyProblem.Silent(ProblemCatalogue.StorageUnreachable, LastLookLimit).Cause
            : _dependencies.State.FindAbsence()?.Problem.Cause;
        problem ??= _pumps.Unsaved;
        if (problem is null)
        {
            LogStopped();
        }
        else
        {
            LogNotSaved(problem);
        }

        return problem is null;
    }

    private async Task SaveAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_checkpoints.SaveInterval, _time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await _pumps.SaveAsync(stopping);
        }
    }

    [LoggerMessage(
        EventIds.WorkerStarted,
        LogLevel.Information,
        "Reading hub {Hub} of {Partitions} partitions, consumer group {Group}, as {Owner}"
    )]
    private partial void LogStarted(string hub, int partitions, string group, string owner);

    [LoggerMessage(
        EventIds.NotReady,
        LogLevel.Warning,
        "Hub or storage cannot be reached; next attempt in {Wait}: {Problem}"
    )]
    private partial void LogNotReady(TimeSpan wait, string problem);

    [LoggerMessage(
        EventIds.PartitionFailed,
        LogLevel.Critical,
        "The worker stops, since reading on could lose or double rows"
    )]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(
        EventIds.PositionsNotSaved,
        LogLevel.Error,
        "Stopped, but positions are not saved: {Problem}. The rows are in their files; the next start reads their events once "
            + "more and leaves them out. Bring the states back, undeleted and not empty, before a worker starts"
    )]
    private partial void LogNotSaved(string problem);

    [LoggerMessage(EventIds.WorkerStopped, LogLevel.Information, "Stopped; positions are saved")]
    private partial void LogStopped();
}
