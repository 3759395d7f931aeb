using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.HubClient;
using ModelData.Ingestor.Balancing;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Fencing;
using ModelData.Ingestor.Partitions;
using ModelData.Ingestor.Receiving;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// The life of a worker: open the containers, share the partitions with the fleet, read its own, flush; when told to stop, stop reading, flush what
/// is buffered, save the positions and give the partitions up, all within one time budget.
/// </summary>
internal sealed partial class IngestionService(
    WorkerContainers containers,
    IHubSource hub,
    HubPartitions partitions,
    PartitionBalancer balancer,
    PartitionPumps pumps,
    Looks looks,
    FlushScheduler scheduler,
    FinalFlush finalFlush,
    Dependencies dependencies,
    DependencyProbe probe,
    IOptions<CheckpointSettings> checkpoints,
    IOptions<LoadBalancingSettings> balancing,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<IngestionService> logger
) : BackgroundService
{
    private static readonly TimeSpan LastLookLimit = TimeSpan.FromSeconds(3);

    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var flushing = new CancellationTokenSource();
        var flushes = scheduler.RunAsync(flushing.Token);
        try
        {
            await HostStart.WaitAsync(lifetime, stoppingToken);
            await OpenAsync(stoppingToken);
            await ReadAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            await finalFlush.DisposeAsync();
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
                await containers.CreateMissingAsync(stopping);
                var properties = await hub.Management.GetHubPropertiesAsync(stopping);
                // Ready is who has reached everything: that need not wait for the next look.
                await probe.LookAsync(stopping);
                LogStarted(properties.Name, properties.PartitionIds.Count, hub.ConsumerGroup, balancer.OwnerId);
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
                await Task.Delay(wait, time, stopping);
            }
        }
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        // Whatever the pumps are at: also rows of partitions that were lost must not hold the end up for ever.
        await using var draining = stopping.UnsafeRegister(static flush => ((FinalFlush)flush!).Start(), finalFlush);
        using var ended = new CancellationTokenSource();
        var saves = SaveAsync(ended.Token);
        var looking = looks.RunAsync(balancing.Value.Interval, ended.Token);
        try
        {
            await balancer.RunAsync(partitions.ListAsync, pumps.RunAsync, stopping);
        }
        catch (PartitionFailedException e)
        {
            LogFailed(e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(saves, looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SayHowItEndsAsync();
        }
    }

    // Also where nothing was left to save: what was saved before may be gone by now.
    private async Task SayHowItEndsAsync()
    {
        using var limit = new CancellationTokenSource(LastLookLimit, time);
        await probe.LookAtStateAsync(limit.Token);
        string? problem = limit.IsCancellationRequested
            ? DependencyProblem.Silent(LastLookLimit).Cause
            : dependencies.State.FindAbsence()?.Problem.Cause;
        problem ??= pumps.Unsaved;
        if (problem is null)
        {
            LogStopped();
            return;
        }

        LogNotSaved(problem);
        Environment.ExitCode = 1;
    }

    private async Task SaveAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(checkpoints.Value.SaveInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await pumps.SaveAsync(stopping);
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
