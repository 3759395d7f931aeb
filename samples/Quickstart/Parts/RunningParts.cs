using ModelData.Testing;

namespace Quickstart.Parts;

/// <summary>Everything that runs: hub, storage with a proxy in front of it, worker and scoring service.</summary>
internal sealed class RunningParts : IAsyncDisposable
{
    public const string Container = "modeldata";
    private readonly TemporaryFolder _data = new("modeldata-quickstart-");
    private readonly QuickstartOptions _options;

    private RunningParts(QuickstartOptions options) => _options = options;

    public LocalHub Hub { get; private set; } = null!;

    public AzuriteProcess? Azurite { get; private set; }

    /// <summary>None when storage is somebody else's: its signatures do not survive another address.</summary>
    public BlobFaultProxy? Proxy { get; private set; }

    public WorkerProcess Worker { get; private set; } = null!;

    public ScoringProcess Scoring { get; private set; } = null!;

    /// <summary>A folder that is deleted at the end.</summary>
    public string DataFolder => _data.Path;

    /// <summary>Storage without the proxy.</summary>
    public string BlobsConnectionString => _options.BlobsConnectionString ?? Azurite!.ConnectionString;

    public static async Task<RunningParts> StartAsync(
        QuickstartOptions options,
        string webService,
        Action<string> onStep,
        CancellationToken cancellationToken
    )
    {
        var parts = new RunningParts(options);
        try
        {
            onStep("hub: starting the local broker in this process");
            parts.Hub = await LocalHub.StartAsync(Path.Combine(parts.DataFolder, "hub"), cancellationToken);
            if (options.BlobsConnectionString is null)
            {
                onStep("storage: starting Azurite, the official Blob emulator");
                parts.Azurite = await AzuriteProcess.StartAsync(
                    new AzuriteOptions
                    {
                        OnInstalling = () => onStep("storage: installing Azurite from the lock file"),
                    },
                    cancellationToken
                );
                parts.Proxy = await BlobFaultProxy.StartAsync(parts.Azurite, cancellationToken);
            }
            onStep("worker: starting a process of its own");
            await parts.StartWorkerAsync(cancellationToken);
            onStep("scoring service: training the model");
            parts.Scoring = await ScoringProcess.StartAsync(parts.Hub, webService, cancellationToken);
            return parts;
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the worker, for the first time or again.</summary>
    public async Task StartWorkerAsync(CancellationToken cancellationToken)
    {
        if (Worker is not null)
        {
            await Worker.DisposeAsync();
        }
        Worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = Hub.ConnectionString,
                HubName = LocalHub.Name,
                BlobsConnectionString = Proxy?.ConnectionString ?? BlobsConnectionString,
                Settings = new Dictionary<string, string>
                {
                    ["Blobs__Container"] = Container,
                    // The default is 10 s; a demonstration is more impatient.
                    ["Flush__MaxAge"] = "00:00:02",
                },
            },
            cancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[Scoring, Worker, Proxy, Azurite, Hub])
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
        _data.Dispose();
    }
}
