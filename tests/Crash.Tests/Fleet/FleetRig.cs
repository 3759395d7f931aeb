using ModelData.Crash.Tests.Files;
using ModelData.Crash.Tests.Rig;
using ModelData.LocalEventHubs;
using ModelData.LocalEventHubs.Faults;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Fleet;

/// <summary>A broker, a blob emulator, steady load, and workers that share four partitions, each behind proxies of its own.</summary>
internal sealed class FleetRig : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(3);
    public const int Partitions = 4;
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

    /// <summary>Settings of all workers, in place of the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private init; } = new Dictionary<string, string>();

    public Load Load { get; }

    public List<FleetWorker> Workers { get; } = [];

    /// <param name="workers">How many.</param>
    /// <param name="variant">What they do wrong. Default: nothing.</param>
    /// <param name="faults">What the broker does to everybody. Default: nothing.</param>
    /// <param name="settings">Settings of all of them, in place of the usual ones.</param>
    /// <param name="program">The program that they are. Default: the worker that was built here.</param>
    public static async Task<FleetRig> StartAsync(
        int workers,
        string variant = "",
        FaultPlan? faults = null,
        IReadOnlyDictionary<string, string>? settings = null,
        string? program = null
    )
    {
        var azurite = await AzuriteProcess.StartAsync();
        var folder = new TemporaryFolder();
        var options = new LocalBrokerOptions
        {
            DataDirectory = folder.Path,
            Hubs = [new HubOptions(CrashRig.Hub, Partitions)],
            Port = 0,
            FlushesToDisk = false,
            Faults = faults,
        };
        var rig = new FleetRig(azurite, await LocalBroker.StartAsync(options), folder, variant)
        {
            Settings = settings ?? new Dictionary<string, string>(),
        };
        for (int i = 0; i < workers; i++)
        {
            await rig.AddAsync(program);
        }

        return rig;
    }

    public async Task<FleetWorker> AddAsync(string? program = null)
    {
        var worker = await FleetWorker.StartAsync(this, $"w{Workers.Count}", program);
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
        Ledger? ledger = null;
        try
        {
            await Eventually.IsTrueAsync(
                async token =>
                {
                    stated = await Ledger.ReadStatedRowsAsync(Azurite.ConnectionString, token);
                    ledger = stated < Load.AcknowledgedRows ? null : await ReadAsync(token);
                    return ledger?.DeadLetters >= Load.AcknowledgedPoison.Count;
                },
                Deadline,
                () =>
                    $"{Load.AcknowledgedRows} rows, there are {stated}; {Load.AcknowledgedPoison.Count} letters, there are {ledger?.DeadLetters}:\n{Tails()}",
                cancellationToken
            );
        }
        catch (TimeoutException e)
        {
            // Counted below: a loss that is expected of a sabotaged worker.
            TestContext.Current.SendDiagnosticMessage(e.Message);
        }

        return await ReadAsync(cancellationToken);
    }

    /// <summary>What went wrong with rows and letters, in words; empty when nothing did.</summary>
    public string FindProblems(Ledger ledger)
    {
        var rows = ledger.Everywhere;
        long lost = rows.Lost(Load.Streams);
        long doubled = rows.Doubled(Load.Streams);
        int letters = ledger.FindWrongLetters(Load.AcknowledgedPoison).Count;
        return lost == 0 && doubled == 0 && rows.OutOfOrder == 0 && rows.Damage.Count == 0 && letters == 0
            ? ""
            : $"{lost} lost, {doubled} doubled, {rows.OutOfOrder} out of order, {rows.Damage.Count} damaged, {letters} events not a letter once";
    }

    private Task<Ledger> ReadAsync(CancellationToken cancellationToken) =>
        Ledger.ReadAsync(Azurite.ConnectionString, cancellationToken);

    /// <summary>Everything that the workers have said since their last start.</summary>
    public string Outputs() => string.Concat(Workers.Select(worker => worker.Output));

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
