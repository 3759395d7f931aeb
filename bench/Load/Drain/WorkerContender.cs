using Azure.Storage.Blobs;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Drain;

/// <summary>The worker as it is shipped, with default settings but the format; its progress is what it counts as committed.</summary>
internal sealed class WorkerContender(BrokerProcess broker, FilledBacklog backlog, DataFormat format, bool hasNullSink)
{
    private const string CommittedRows = "modeldata_rows_committed_total";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>So long without a row means that something is wrong: the last rows wait for their age, 10 s.</summary>
    private static readonly TimeSpan StallDeadline = TimeSpan.FromSeconds(60);

    public async Task<DrainRun> RunAsync(CancellationToken cancellationToken)
    {
        await using var azurite = await AzuriteProcess.StartAsync(cancellationToken: cancellationToken);
        await using var worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
                ProjectName = hasNullSink ? "ModelData.Ingestor.Variants" : "ModelData.Ingestor",
                Settings = Settings(),
            },
            cancellationToken
        );
        var progress = new DrainProgress(() =>
            ProcessorTimes.Read(worker.Process, broker.Process, hasNullSink ? null : azurite.Process)
        );
        await WatchAsync(worker, progress, cancellationToken);
        long peak = worker.Process.PeakMemoryBytes;
        worker.Kill();
        var audit = hasNullSink
            ? null
            : await RowAudit.ReadAsync(
                new BlobContainerClient(azurite.ConnectionString, "modeldata"),
                backlog.Rows,
                cancellationToken
            );
        string name = hasNullSink ? "worker, null sink" : "worker";
        return new DrainRun(name, SteadyPart.Of(progress, backlog.Rows), peak, audit);
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string> { ["Output__Formats"] = format.ToString() };
        if (hasNullSink)
        {
            settings["MODELDATA_VARIANT"] = "null-sink";
        }

        return settings;
    }

    private async Task WatchAsync(WorkerProcess worker, DrainProgress progress, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var stalledSince = DateTime.UtcNow;
        while (progress.Rows < backlog.Rows && await timer.WaitForNextTickAsync(cancellationToken))
        {
            long before = progress.Rows;
            progress.Add(await ReadCommittedRowsAsync(worker, cancellationToken));
            if (progress.Rows > before)
            {
                stalledSince = DateTime.UtcNow;
            }
            else if (DateTime.UtcNow - stalledSince > StallDeadline)
            {
                throw new TimeoutException(
                    $"The worker stands at {progress.Rows} of {backlog.Rows} rows:\n{worker.Process.Output}"
                );
            }
        }
    }

    /// <summary>A machine that is busy with the drain may answer late: the next scrape tells the same.</summary>
    private static async Task<long> ReadCommittedRowsAsync(WorkerProcess worker, CancellationToken cancellationToken)
    {
        try
        {
            return (long)await worker.ReadSumAsync(CommittedRows, cancellationToken);
        }
        catch (Exception e) when (!worker.Process.HasExited && e is HttpRequestException or TaskCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return 0;
        }
    }
}
