using ModelData.Crash.Tests.Rig;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Fleet;

/// <summary>A worker of a fleet, which may die and start again, and what lies between it and the world.</summary>
internal sealed class FleetWorker : IAsyncDisposable
{
    private readonly FleetRig _rig;
    private WorkerUnderTest? _worker;

    private FleetWorker(FleetRig rig, string name, BlobFaultProxy storage)
    {
        _rig = rig;
        Name = name;
        Storage = storage;
        Wire = AmqpFaultProxy.Start(rig.Broker.Port);
    }

    public string Name { get; }

    public AmqpFaultProxy Wire { get; }

    public BlobFaultProxy Storage { get; }

    public PartitionStarts Starts { get; } = new();

    public bool IsRunning => _worker is not null;

    /// <summary>What it has said since its last start.</summary>
    public string Output => _worker?.Process.Process.Output ?? "(ended)";

    public string Tail => $"--- {Name}\n{Output[Math.Max(0, Output.Length - 3000)..]}";

    /// <summary>Where it writes rows to, as settings, from its next start on.</summary>
    public IReadOnlyDictionary<string, string> Routing { get; set; } = new Dictionary<string, string>();

    /// <summary>The program that it is from its next start on. Default: the worker that was built here.</summary>
    public string? Program { get; set; }

    public static async Task<FleetWorker> StartAsync(FleetRig rig, string name, string? program = null)
    {
        var worker = new FleetWorker(rig, name, await BlobFaultProxy.StartAsync(rig.Azurite)) { Program = program };
        await worker.StartAsync();
        return worker;
    }

    public async Task StartAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["Flush__MaxAge"] = "00:00:00.200",
            ["Checkpoints__SaveInterval"] = "00:00:00.300",
            ["LoadBalancing__Interval"] = $"{FleetRig.Interval}",
            ["LoadBalancing__Expiry"] = $"{FleetRig.Expiry}",
            ["MODELDATA_VARIANT"] = _rig.Variant,
        };
        foreach (var (name, value) in _rig.Settings.Concat(Routing))
        {
            settings[name] = value;
        }

        var options = new WorkerOptions
        {
            EventHubsConnectionString = ConnectionString(),
            BlobsConnectionString = Storage.ConnectionString,
            HubName = CrashRig.Hub,
            Identity = Name,
            ReadyDeadline = TimeSpan.Zero,
            Program = Program,
            ProjectName = _rig.Variant.Length == 0 ? "ModelData.Ingestor" : "ModelData.Ingestor.Variants",
            OnLine = Starts.Read,
            Settings = settings,
        };
        _worker = new WorkerUnderTest(await WorkerProcess.StartAsync(options), Storage);
    }

    public Task FreezeAsync() => Worker.FreezeAsync();

    public Task ThawAsync() => Worker.ThawAsync();

    public async Task KillAsync()
    {
        Worker.Kill();
        await Worker.Process.DisposeAsync();
        _worker = null;
    }

    public async Task<int> TerminateAsync(TimeSpan deadline)
    {
        int code = await Worker.Process.TerminateAsync(deadline);
        await Worker.Process.DisposeAsync();
        _worker = null;
        return code;
    }

    public Task<double> CountPartitionsAsync(CancellationToken cancellationToken) =>
        ReadAsync("modeldata_partitions", cancellationToken);

    public Task<double> CountLostAsync(CancellationToken cancellationToken) =>
        ReadAsync("modeldata_partitions_lost_total", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
        {
            await _worker.Process.DisposeAsync();
        }

        await Storage.DisposeAsync();
        await Wire.DisposeAsync();
    }

    private WorkerUnderTest Worker => _worker ?? throw new InvalidOperationException($"{Name} does not run.");

    private async Task<double> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await Worker.Process.ReadSumAsync(name, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
        {
            // It does not listen yet.
            return 0;
        }
    }

    private string ConnectionString() =>
        _rig.Broker.ConnectionString.Replace($":{_rig.Broker.Port}", $":{Wire.Port}", StringComparison.Ordinal);
}
