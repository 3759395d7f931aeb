using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.EventHubs;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// The life of a worker: open the containers, read all partitions, flush; when told to stop, stop reading, flush what is buffered, and
/// save the positions, all within one time budget.
/// </summary>
internal sealed partial class IngestionService(
    WorkerContainers containers,
    IHubSource hub,
    PartitionPumps pumps,
    FlushScheduler scheduler,
    IOptions<FlushSettings> flush,
    IOptions<CheckpointSettings> checkpoints,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<IngestionService> logger
) : BackgroundService
{
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var flushing = new CancellationTokenSource();
        var flushes = scheduler.RunAsync(flushing.Token);
        try
        {
            await OpenAsync(stoppingToken);
            await ReadAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            await DrainAsync();
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
                pumps.Create(properties.PartitionIds);
                LogStarted(properties.Name, properties.PartitionIds.Count, hub.ConsumerGroup);
                return;
            }
            catch (Exception e) when (e is Azure.RequestFailedException or EventHubsException or AggregateException)
            {
                var wait = _backoff.Next();
                LogNotReady(wait, Problem.Of(e));
                await Task.Delay(wait, time, stopping);
            }
        }
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var tasks = pumps.All.Select(pump => pump.RunAsync(reading.Token)).ToList();
        tasks.Add(SaveAsync(reading.Token));
        try
        {
            await await Task.WhenAny(tasks);
        }
        catch (PartitionFailedException e)
        {
            LogFailed(e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        finally
        {
            await reading.CancelAsync();
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SaveAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(checkpoints.Value.SaveInterval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await pumps.SaveAsync(stopping);
        }
    }

    private async Task DrainAsync()
    {
        LogDraining(scheduler.OpenWriters);
        using var budget = new CancellationTokenSource(flush.Value.DrainTimeout, time);
        try
        {
            await scheduler.DrainAsync(budget.Token);
        }
        catch (OperationCanceledException)
        {
            // Nothing is lost: the positions trail every row that is not in its blob.
            LogDrainIncomplete(flush.Value.DrainTimeout);
        }

        using var saving = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        await pumps.SaveAsync(saving.Token);
        LogStopped();
    }

    [LoggerMessage(
        EventIds.WorkerStarted,
        LogLevel.Information,
        "Reading hub {Hub}: {Partitions} partitions, consumer group {Group}"
    )]
    private partial void LogStarted(string hub, int partitions, string group);

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

    [LoggerMessage(EventIds.WorkerDraining, LogLevel.Information, "Stopping: flushing {Blobs} open blobs")]
    private partial void LogDraining(int blobs);

    [LoggerMessage(
        EventIds.DrainIncomplete,
        LogLevel.Warning,
        "Not everything could be flushed within {Budget}: the next start reads those events again"
    )]
    private partial void LogDrainIncomplete(TimeSpan budget);

    [LoggerMessage(EventIds.WorkerStopped, LogLevel.Information, "Stopped; positions are saved")]
    private partial void LogStopped();
}
