using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Drain;
using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Fleet;

/// <summary>A fleet drains a backlog as fast as the hub gives it. Where there are several, one is killed and one stopped on the way.</summary>
internal sealed class FleetRun(BrokerProcess broker, FilledBacklog backlog, FleetOptions options, int workers)
{
    private const double KillAt = 0.3;
    private const double StopAt = 0.6;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly List<FleetMember> _members = [];
    private BlobContainerClient? _data;

    public async Task<FleetFigures> RunAsync(CancellationToken cancellationToken)
    {
        await using var azurite = await AzuriteProcess.StartAsync(cancellationToken: cancellationToken);
        await using var storage = await BlobFaultProxy.StartAsync(azurite, cancellationToken);
        _data = new BlobContainerClient(azurite.ConnectionString, "modeldata");
        try
        {
            for (int i = 0; i < workers; i++)
            {
                _members.Add(
                    await FleetMember.StartAsync(broker, storage.ConnectionString, $"w{i}", options, cancellationToken)
                );
            }

            var progress = new DrainProgress(() => default);
            double? afterKill = null;
            double? afterStop = null;
            await UntilAsync(progress, workers > 1 ? KillAt : 1, cancellationToken);
            if (workers > 1)
            {
                afterKill = await LoseAsync(progress, _members[0], isKilled: true, cancellationToken);
                await UntilAsync(progress, StopAt, cancellationToken);
                await AddAsync(storage, cancellationToken);
                afterStop = await LoseAsync(progress, _members[1], isKilled: false, cancellationToken);
                await UntilAsync(progress, 1, cancellationToken);
            }

            var audit = await RowAudit.ReadAsync(_data, backlog.Rows, cancellationToken);
            return Report(storage, audit, SteadyPart.Of(progress, backlog.Rows)) with
            {
                TakeOverAfterKillSeconds = afterKill,
                TakeOverAfterStopSeconds = afterStop,
                RowsReplayed = workers == 1 ? null : (long)_members.Sum(member => member.Read) - backlog.Rows,
            };
        }
        finally
        {
            foreach (var member in _members)
            {
                await member.DisposeAsync();
            }
        }
    }

    // In place of the one that was killed.
    private async Task AddAsync(BlobFaultProxy storage, CancellationToken cancellationToken) =>
        _members.Add(
            await FleetMember.StartAsync(
                broker,
                storage.ConnectionString,
                $"w{_members.Count}",
                options,
                cancellationToken
            )
        );

    private FleetFigures Report(BlobFaultProxy storage, RowAudit audit, DrainWindow steady)
    {
        double millions = backlog.Rows / 1e6;
        double rowsPerSecond = steady.Rows / steady.Seconds;
        return new FleetFigures
        {
            Workers = workers,
            RowsPerSecond = Math.Round(rowsPerSecond),
            MegabytesPerSecond = Math.Round(rowsPerSecond * backlog.Bytes / backlog.Rows / 1024 / 1024, 2),
            CpuSecondsPerMillionRows = Math.Round(
                _members.Sum(member => member.ProcessorTime.TotalSeconds) / millions,
                2
            ),
            StorageRequestsPerMillionRows = Math.Round(Enum.GetValues<BlobOperation>().Sum(storage.Count) / millions),
            RowsLost = audit.Lost,
            RowsDoubled = audit.Doubled,
        };
    }

    private async Task UntilAsync(DrainProgress progress, double share, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Look);
        while (progress.Rows < backlog.Rows * share)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            await LookAsync(progress, cancellationToken);
            if (watch.Elapsed > Deadline)
            {
                throw new TimeoutException($"The fleet stands at {progress.Rows} of {backlog.Rows} rows.");
            }
        }
    }

    private async Task LookAsync(DrainProgress progress, CancellationToken cancellationToken)
    {
        foreach (var member in _members)
        {
            await member.LookAsync(cancellationToken);
        }

        progress.Add(await CountRowsAsync(cancellationToken));
    }

    // What the files say of themselves: a worker that was killed cannot say any more what it has done.
    private async Task<long> CountRowsAsync(CancellationToken cancellationToken)
    {
        long rows = 0;
        await foreach (var blob in _data!.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken))
        {
            rows += blob.Metadata.TryGetValue("rows", out string? stated)
                ? long.Parse(stated, CultureInfo.InvariantCulture)
                : 0;
        }

        return rows;
    }

    private async Task<double> LoseAsync(
        DrainProgress progress,
        FleetMember member,
        bool isKilled,
        CancellationToken cancellationToken
    )
    {
        await LookAsync(progress, cancellationToken);
        int partitions = (int)member.Partitions;
        long at = Stopwatch.GetTimestamp();
        if (isKilled)
        {
            member.Kill();
        }
        else
        {
            await member.StopAsync();
        }

        var others = _members.Where(other => other.IsRunning).Select(other => other.Starts).ToList();
        var longest = await PartitionStarts.TakenOverAsync(
            others,
            at,
            partitions,
            Deadline,
            () => $"after {(isKilled ? "SIGKILL" : "SIGTERM")}",
            cancellationToken
        );
        return Math.Round(longest.TotalSeconds, 2);
    }
}
