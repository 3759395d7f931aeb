using ModelData.Crash.Tests.Files;
using ModelData.Crash.Tests.Rig;
using ModelData.Testing;

namespace ModelData.Crash.Tests;

/// <summary>
/// The broker dies under load, again and again, while producers send and a worker reads: what it had acknowledged is still there, the
/// worker goes on by itself, and retries of sends whose answer died with the broker are recognised.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Crash")]
public sealed class BrokerKillTests(ITestOutputHelper output)
{
    private const int Kills = 4;
    private const long RowsBetweenKills = 2_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Broker_KilledUnderLoad_EveryAcknowledgedRowOnce()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var azurite = await AzuriteProcess.StartAsync(cancellationToken: token);
        var broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = folder.Path, HubName = CrashRig.Hub }
        );
        try
        {
            await using var worker = await StartWorkerAsync(broker, azurite, token);
            await using var load = new Load(broker.ConnectionString);
            for (int i = 0; i < Kills; i++)
            {
                long goal = load.AcknowledgedRows + RowsBetweenKills;
                await Eventually.IsTrueAsync(() => load.AcknowledgedRows >= goal, Deadline, load.Describe, token);
                broker.Kill();
                broker = await broker.StartAgainAsync();
            }

            long last = load.AcknowledgedRows + RowsBetweenKills;
            await Eventually.IsTrueAsync(() => load.AcknowledgedRows >= last, Deadline, load.Describe, token);
            await load.StopAsync();
            RowCounts? rows = null;
            await Eventually.IsTrueAsync(
                async t =>
                    (rows = (await Ledger.ReadAsync(azurite.ConnectionString, t))[DataFormat.Csv]).RowCount
                    >= load.AcknowledgedRows,
                Deadline,
                () =>
                    $"{load.AcknowledgedRows} rows to be in blobs, there are {rows?.RowCount}:\n{worker.Process.Output}",
                token
            );
            Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(40)));

            rows = (await Ledger.ReadAsync(azurite.ConnectionString, token))[DataFormat.Csv];
            output.WriteLine($"{Kills} kills, {load.AcknowledgedRows} rows acknowledged, {rows.RowCount} in blobs");
            Assert.Empty(rows.Damage);
            Assert.Equal((0, 0, 0), (rows.Lost(load.Streams), rows.Doubled(load.Streams), rows.OutOfOrder));
            Assert.Equal(load.AcknowledgedRows, rows.RowCount);
        }
        finally
        {
            await broker.DisposeAsync();
        }
    }

    private static Task<WorkerProcess> StartWorkerAsync(
        BrokerProcess broker,
        AzuriteProcess azurite,
        CancellationToken cancellationToken
    ) =>
        WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
                HubName = CrashRig.Hub,
                Settings = new Dictionary<string, string>
                {
                    ["Flush__MaxAge"] = "00:00:00.300",
                    ["Checkpoints__SaveInterval"] = "00:00:01",
                },
            },
            cancellationToken
        );
}
