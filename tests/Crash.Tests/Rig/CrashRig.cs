using System.Globalization;
using ModelData.Crash.Tests.Faults;
using ModelData.Crash.Tests.Files;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Rig;

/// <summary>A durable broker, a blob emulator, and workers as processes, each behind a fault proxy of its own.</summary>
internal sealed class CrashRig : IAsyncDisposable
{
    public const string Hub = "modeldata";
    private const int Partitions = 4;
    private readonly TemporaryFolder _folder;
    private readonly string _variant;
    private readonly TimeSpan _flushAge;

    private CrashRig(
        AzuriteProcess azurite,
        LocalBroker broker,
        TemporaryFolder folder,
        IReadOnlyList<DataFormat> formats,
        string variant,
        TimeSpan flushAge
    )
    {
        Azurite = azurite;
        Broker = broker;
        _folder = folder;
        Formats = formats;
        _variant = variant;
        _flushAge = flushAge;
        Points = new FaultPoints(formats);
        Versions = new FileVersions(azurite.ConnectionString);
        Wire = AmqpFaultProxy.Start(broker.Port);
        Load = new Load(ConnectionStringFor(Wire.Port), broker.ConnectionString);
    }

    public AzuriteProcess Azurite { get; }

    public LocalBroker Broker { get; }

    /// <summary>Between the producers and the broker.</summary>
    public AmqpFaultProxy Wire { get; }

    public Load Load { get; }

    /// <summary>What the workers write: every row into a file of each.</summary>
    public IReadOnlyList<DataFormat> Formats { get; }

    public FaultPoints Points { get; }

    /// <summary>The versions of Parquet files that workers made so far, all of them read.</summary>
    public FileVersions Versions { get; }

    /// <param name="formats">What the workers write.</param>
    /// <param name="variant">What the workers do wrong. Default: nothing.</param>
    /// <param name="flushAge">How long they keep rows before they commit them. Default: 200 ms, so that there is much to hit.</param>
    public static async Task<CrashRig> StartAsync(
        IReadOnlyList<DataFormat> formats,
        string variant = "",
        TimeSpan? flushAge = null
    )
    {
        var azurite = await AzuriteProcess.StartAsync();
        var folder = new TemporaryFolder();
        var options = new LocalBrokerOptions
        {
            DataDirectory = folder.Path,
            Hubs = [new HubOptions(Hub, Partitions)],
            Port = 0,
            // The broker lives through these tests.
            FlushesToDisk = false,
        };
        return new CrashRig(
            azurite,
            await LocalBroker.StartAsync(options),
            folder,
            formats,
            variant,
            flushAge ?? TimeSpan.FromMilliseconds(200)
        );
    }

    public async Task<WorkerUnderTest> StartWorkerAsync(CancellationToken cancellationToken)
    {
        var proxy = await BlobFaultProxy.StartAsync(Azurite, cancellationToken);
        Versions.Watch(proxy);
        var settings = new Dictionary<string, string>
        {
            ["Output__Formats"] = string.Join(',', Formats.Select(format => format.Name())),
            ["Flush__MaxAge"] = _flushAge.ToString("c", CultureInfo.InvariantCulture),
            ["Checkpoints__SaveInterval"] = "00:00:00.300",
            ["LoadBalancing__Interval"] = "00:00:01",
            ["LoadBalancing__Expiry"] = "00:00:03",
            ["MODELDATA_VARIANT"] = _variant,
        };
        var options = new WorkerOptions
        {
            EventHubsConnectionString = Broker.ConnectionString,
            BlobsConnectionString = proxy.ConnectionString,
            HubName = Hub,
            Settings = settings,
            ProjectName = _variant.Length == 0 ? "ModelData.Ingestor" : "ModelData.Ingestor.Variants",
            ReadyDeadline = TimeSpan.Zero,
        };
        return new WorkerUnderTest(await WorkerProcess.StartAsync(options, cancellationToken), proxy);
    }

    /// <summary>
    /// Lets a healthy worker catch up, then lets the load go on in new folders. Files must not grow without end, since each of their versions is
    /// read; and the old ones must be done, since a round waits for further commits of the file that it hit.
    /// </summary>
    public async Task BeginNextVersionAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        await Load.PauseAsync();
        await using var worker = await StartWorkerAsync(cancellationToken);
        long rows = 0;
        await Eventually.IsTrueAsync(
            async token =>
                (rows = await Ledger.ReadStatedRowsAsync(Azurite.ConnectionString, token))
                == Formats.Count * Load.AcknowledgedRows,
            deadline,
            () => $"{Load.AcknowledgedRows} rows to be in {Formats.Count} formats, there are {rows} in all",
            cancellationToken
        );
        worker.Kill();
        Load.BeginNextVersion();
    }

    /// <summary>Stops the load and waits, with a healthy worker, until everything acknowledged has arrived, then counts.</summary>
    public async Task<Ledger> SettleAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        await Load.StopAsync();
        await using var worker = await StartWorkerAsync(cancellationToken);
        await worker.Process.WaitUntilReadyAsync(TimeSpan.FromSeconds(60), cancellationToken);
        Ledger? ledger = null;
        try
        {
            await Eventually.IsTrueAsync(
                async token =>
                {
                    if (
                        await Ledger.ReadStatedRowsAsync(Azurite.ConnectionString, token)
                        < Formats.Count * Load.AcknowledgedRows
                    )
                    {
                        return false;
                    }

                    ledger = await Ledger.ReadAsync(Azurite.ConnectionString, token);
                    return Formats.All(format => ledger[format].RowCount >= Load.AcknowledgedRows)
                        && ledger.DeadLetters >= Load.AcknowledgedPoison.Count;
                },
                deadline,
                () => "everything acknowledged to be in blobs",
                cancellationToken
            );
        }
        catch (TimeoutException)
        {
            // The ledger says what is missing.
        }

        await worker.Process.TerminateAsync(TimeSpan.FromSeconds(40));
        return await Ledger.ReadAsync(Azurite.ConnectionString, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        await Wire.DisposeAsync();
        await Broker.DisposeAsync();
        await Azurite.DisposeAsync();
        _folder.Dispose();
    }

    private string ConnectionStringFor(int port) =>
        Broker.ConnectionString.Replace($":{Broker.Port}", $":{port}", StringComparison.Ordinal);
}
