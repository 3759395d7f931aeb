using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs;
using ModelData.Bench.Load.Measuring;
using ModelData.Producer;
using ModelData.Testing;

namespace ModelData.Bench.Load.Latency;

/// <summary>Collector in this process, broker, worker and Blob emulator as processes, nothing configured but the addresses.</summary>
internal sealed class LatencyRun(int rowsPerSecond, TimeSpan duration)
{
    private const string HubName = "modeldata";
    private const int Features = 20;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRowDeadline = TimeSpan.FromSeconds(60);

    private readonly long[] _collectedAt = new long[(int)(rowsPerSecond * duration.TotalSeconds)];

    public async Task<LatencyReport> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("modeldata-latency-");
        await using var broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = folder.Path });
        await using var azurite = await AzuriteProcess.StartAsync(cancellationToken: cancellationToken);
        await using var worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
            },
            cancellationToken
        );
        var visible = new VisibleRows(
            new BlobContainerClient(azurite.ConnectionString, "modeldata"),
            _collectedAt.Length
        );
        var collecting = Task.Run(() => CollectAsync(broker.ConnectionString, cancellationToken), cancellationToken);
        var end = Stopwatch.StartNew();
        while (visible.Distinct < _collectedAt.Length && end.Elapsed < duration + LastRowDeadline)
        {
            await visible.LookAsync(cancellationToken);
            await Task.Delay(LookInterval, cancellationToken);
        }

        await collecting;
        return Report(visible);
    }

    private async Task CollectAsync(string connectionString, CancellationToken cancellationToken)
    {
        var options = new ModelDataCollectorOptions
        {
            Enabled = true,
            EventHubs = new EventHubsTargetOptions { ConnectionString = connectionString, HubName = HubName },
        };
        await using var inputs = new ModelDataCollector("latency", "inputs", options: options);
        await using var predictions = new ModelDataCollector("latency", "predictions", options: options);
        double[] row = new double[Features];
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Tick);
        for (int next = 0; next < _collectedAt.Length && await timer.WaitForNextTickAsync(cancellationToken); )
        {
            for (
                int due = (int)(watch.Elapsed.TotalSeconds * rowsPerSecond);
                next < Math.Min(due, _collectedAt.Length);
                next++
            )
            {
                Fill(row);
                var collector = next % 2 == 0 ? inputs : predictions;
                _collectedAt[next] = Stopwatch.GetTimestamp();
                collector.Collect<double>(row, next.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private LatencyReport Report(VisibleRows visible)
    {
        var seconds = new List<double>();
        for (int row = 0; row < _collectedAt.Length; row++)
        {
            if (visible.SeenAt(row) is not 0 and long seen)
            {
                seconds.Add(Stopwatch.GetElapsedTime(_collectedAt[row], seen).TotalSeconds);
            }
        }

        seconds.Sort();
        return new LatencyReport
        {
            VisibleP50Seconds = Math.Round(Statistics.Percentile(seconds, 0.50), 2),
            VisibleP99Seconds = Math.Round(Statistics.Percentile(seconds, 0.99), 2),
            VisibleMaxSeconds = Math.Round(seconds[^1], 2),
            Rows = _collectedAt.Length,
            RowsPerSecond = rowsPerSecond,
            RowsLost = _collectedAt.Length - visible.Distinct,
            RowsDoubled = visible.Doubled,
        };
    }

    private static void Fill(double[] row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = Random.Shared.NextDouble() * 100;
        }
    }
}
