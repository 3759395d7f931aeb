using ModelData.Crash.Tests.Files;
using ModelData.Crash.Tests.Rig;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Fleet;

/// <summary>A broker, a blob emulator, steady load, and workers that share four partitions, each behind proxies of its own.</summary>
internal sealed class FleetRig : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(3);
    private const int Partitions = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder;

    private FleetRig(AzuriteProcess azurite, LocalBroker broker, TemporaryFolder folder, string variant)
    {
        Azurite = azurite;
        Broker = broker;
        _folder = folder;
        Variant = variant;
        Load = new Load(broker.ConnectionString, broker.ConnectionString);
    }

    public AzuriteProcess Azurite { get; }

    public LocalBroker Broker { get; }

    public string Variant { get; }

    public Load Load { get; }

    public List<FleetWorker> Workers { get; } = [];

    public static async Task<FleetRig> StartAsync(int workers, string variant = "")
    {
        var azurite = await AzuriteProcess.StartAsync();
        var folder = new TemporaryFolder();
        var options = new LocalBrokerOptions
        {
            DataDirectory = folder.Path,
            Hubs = [new HubOptions(CrashRig.Hub, Partitions)],
            Port = 0,
            FlushesToDisk = false,
        };
        var rig = new FleetRig(azurite, await LocalBroker.StartAsync(options), folder, variant);
        for (int i = 0; i < workers; i++)
        {
            await rig.AddAsync();
        }

        return rig;
    }

    public async Task<FleetWorker> AddAsync()
    {
        var worker = await FleetWorker.StartAsync(this, $"w{Workers.Count}");
        Workers.Add(worker);
        return worker;
    }

    /// <summary>Waits until every partition is read, and shared fairly.</summary>
    public Task SettleFleetAsync(CancellationToken cancellationToken)
    {
        double[] counts = [];
        return Eventually.IsTrueAsync(
            async token =>
            {
                counts = await Task.WhenAll(
                    Workers.Where(worker => worker.IsRunning).Select(worker => worker.CountPartitionsAsync(token))
                );
                return counts.Sum() == Partitions && counts.Max() - counts.Min() <= 1;
            },
            Deadline,
            () => $"{Partitions} partitions to be shared fairly, they are {string.Join(", ", counts)}:\n{Tails()}",
            cancellationToken
        );
    }

    /// <summary>Stops the load, waits until everything acknowledged has arrived, and counts.</summary>
    public async Task<Ledger> SettleRowsAsync(CancellationToken cancellationToken)
    {
        await Load.StopAsync();
        long stated = 0;
        try
        {
            await Eventually.IsTrueAsync(
                async token =>
                    (stated = await Ledger.ReadStatedRowsAsync(Azurite.ConnectionString, token))
                    >= Load.AcknowledgedRows,
                Deadline,
                () => $"{Load.AcknowledgedRows} rows, there are {stated}:\n{Tails()}",
                cancellationToken
            );
        }
        catch (TimeoutException e)
        {
            // Counted below: a loss that is expected of a sabotaged worker.
            TestContext.Current.SendDiagnosticMessage(e.Message);
        }

        return await Ledger.ReadAsync(Azurite.ConnectionString, cancellationToken);
    }

    /// <summary>What went wrong with the rows, in words; empty when nothing did.</summary>
    public string FindProblems(Ledger ledger)
    {
        var rows = ledger[DataFormat.Csv];
        long lost = rows.Lost(Load.Streams);
        long doubled = rows.Doubled(Load.Streams);
        return lost == 0 && doubled == 0 && rows.OutOfOrder == 0 && rows.Damage.Count == 0
            ? ""
            : $"{lost} lost, {doubled} doubled, {rows.OutOfOrder} out of order, {rows.Damage.Count} damaged";
    }

    public string Tails() => string.Join('\n', Workers.Select(worker => worker.Tail));

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        foreach (var worker in Workers)
        {
            await worker.DisposeAsync();
        }

        await Broker.DisposeAsync();
        await Azurite.DisposeAsync();
        _folder.Dispose();
    }
}
