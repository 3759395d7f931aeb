using System.Text;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Settings;
using ModelData.Ingestor.Hosting;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.Infrastructure.Alerts;

/// <summary>A worker in this process with a hub and storage of its own, all of which can go wrong, and a recorder of what it measures.</summary>
internal sealed class FaultRig : IAsyncDisposable
{
    private const string Hub = "modeldata";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly AuthorizationRule Send = new("send", "sending", AccessRights.Send);

    private readonly TemporaryFolder _folder = new();
    private readonly AzuriteProcess _storage;
    private readonly Guid _producer = Guid.NewGuid();
    private LocalBroker _broker = null!;
    private TestSender? _producers;
    private WebApplication? _worker;
    private MetricRecorder? _recorder;
    private long _batch;

    private FaultRig(AzuriteProcess storage) =>
        (_storage, WayToStorage) = (storage, AmqpFaultProxy.Start(storage.Port));

    /// <summary>What lies between everybody and storage.</summary>
    public AmqpFaultProxy WayToStorage { get; }

    public ShiftedClock Clock { get; } = new();

    public BlobContainerClient Data => new(StorageConnection, "modeldata");

    public BlobContainerClient State => new(StorageConnection, "modeldata-state");

    public BlobContainerClient DeadLetters => new(StorageConnection, "modeldata-deadletters");

    /// <summary>Starts everything, and waits until a first row is in its file.</summary>
    public static async Task<FaultRig> StartAsync()
    {
        var rig = new FaultRig(await AzuriteProcess.StartAsync());
        await rig.StartHubAsync("listening");
        rig.Connect();
        await rig.StartWorkerAsync();
        await rig.SendAsync();
        await Eventually.IsTrueAsync(
            () => rig.Metrics().Any(row => row is { Name: "modeldata.rows.committed", Sum: > 0 }),
            Deadline,
            () => "the first row to be in its file"
        );
        return rig;
    }

    /// <summary>What was measured so far.</summary>
    public IReadOnlyList<MetricRow> Metrics() => _recorder?.Collect() ?? [];

    /// <summary>What the worker says of itself: the status, and the reason.</summary>
    public async Task<(int Status, string Text)> ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_worker!.Urls.Single()) };
        using var answer = await http.GetAsync("readyz");
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The key of the worker is no longer valid; that of the producers is.</summary>
    public async Task RotateKeyAsync()
    {
        await _broker.DisposeAsync();
        await StartHubAsync("another", _broker.Port);
        await SendAsync();
    }

    public ValueTask KillHubAsync() => _broker.DisposeAsync();

    /// <summary>A hub is there again, with the events and keys that it had.</summary>
    public async Task BringHubBackAsync()
    {
        await _broker.DisposeAsync();
        await StartHubAsync("listening", _broker.Port);
    }

    public async Task CutStorageOffAsync()
    {
        WayToStorage.Refuse();
        WayToStorage.Cut();
        await SendAsync();
    }

    /// <summary>The worker ends without a word, as far as one of this process can: nothing is renewed or reported any more, and its report stays.</summary>
    public async Task StopWorkerAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _worker!.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _worker.DisposeAsync();
        _worker = null;
    }

    /// <summary>Looks at everything as an operator with the worker's key does, on another machine.</summary>
    public async Task<PipelineStatus> LookAsync(TimeSpan? retention = null)
    {
        await using var observer = new PipelineObserver(
            new PipelinePlaces
            {
                Hub = new EventHubsSettings
                {
                    ConnectionString = ConnectionString("listen", "listening"),
                    HubName = Hub,
                },
                Credential = new DefaultAzureCredential(),
                Data = Container("modeldata"),
                State = Container("modeldata-state"),
                DeadLetters = Container("modeldata-deadletters"),
                OwnershipExpiry = TimeSpan.FromSeconds(6),
                Retention = retention,
            },
            TimeProvider.System
        );
        return await observer.ObserveAsync();
    }

    /// <summary>Sends a row.</summary>
    public async Task SendAsync()
    {
        var schema = FeatureSchema.ForFeatures([new FeatureColumn("x", FeatureType.Int32)]);
        var time = TimeProvider.System.GetUtcNow();
        string row = $"{time:yyyy-MM-dd'T'HH:mm:ss}.000000Z,,00000000-0000-0000-0000-000000000000,1\n";
        var description = new BatchDescription(
            new CollectionAddress("sub", "rg", "ws", "svc", "model", "1", "inputs"),
            DateOnly.FromDateTime(time.UtcDateTime),
            schema,
            1,
            _producer,
            _batch++,
            time
        );
        using var encoded = CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(row));
        await SendAsync(
            TestSender.Create(encoded.Body, encoded.ContentType, encoded.ContentEncoding, encoded.Properties)
        );
    }

    /// <summary>Sends an event that nobody understands.</summary>
    public Task SendJunkAsync() => SendAsync(new EventData("?"u8.ToArray()));

    public async ValueTask DisposeAsync()
    {
        _recorder?.Dispose();
        WayToStorage.Accept();
        if (_worker is not null)
        {
            await StopWorkerAsync();
        }

        if (_producers is not null)
        {
            await _producers.DisposeAsync();
        }

        await _broker.DisposeAsync();
        await WayToStorage.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
        // A worker that could not save its positions says so; this process is not one.
        Environment.ExitCode = 0;
    }

    private Task SendAsync(EventData data) => _producers!.SendToPartitionAsync(data, "0");

    private async Task StartHubAsync(string listenKey, int port = 0) =>
        _broker = await LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = _folder.Path,
                Hubs = [new HubOptions(Hub, 2)],
                Port = port,
                FlushesToDisk = false,
                Rules = [Send, new AuthorizationRule("listen", listenKey, AccessRights.Listen)],
            }
        );

    private void Connect() => _producers = new TestSender(ConnectionString(Send.Name, Send.Key), Hub);

    public async Task StartWorkerAsync()
    {
        _worker = WorkerHost.Build(
            [
                $"--EventHubs:ConnectionString={ConnectionString("listen", "listening")}",
                $"--EventHubs:HubName={Hub}",
                $"--Blobs:ConnectionString={StorageConnection}",
                "--Flush:MaxAge=00:00:00.200",
                "--Checkpoints:SaveInterval=00:00:00.500",
                "--Manifests:CheckInterval=00:00:01",
                "--LoadBalancing:Interval=00:00:02",
                "--LoadBalancing:Expiry=00:00:06",
                "--Logging:LogLevel:Default=None",
                "--urls=http://127.0.0.1:0",
            ],
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock))
        );
        _recorder = new MetricRecorder(_worker.Services.GetRequiredService<WorkerMetrics>().Meter);
        await _worker.StartAsync();
        await Eventually.IsTrueAsync(
            async _ => (await ReadyAsync()).Status == 200,
            Deadline,
            () => "the worker to be ready"
        );
    }

    private string StorageConnection => AzuriteProcess.ConnectionStringFor(WayToStorage.Port);

    // What does not answer is said, not asked again.
    private BlobContainerClient Container(string name)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        return new BlobContainerClient(StorageConnection, name, options);
    }

    private string ConnectionString(string name, string key) =>
        $"Endpoint=sb://127.0.0.1:{_broker.Port};SharedAccessKeyName={name};SharedAccessKey={key};UseDevelopmentEmulator=true;";
}
