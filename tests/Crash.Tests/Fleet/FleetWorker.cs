using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using ModelData.Crash.Tests.Rig;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Fleet;

/// <summary>A worker of a fleet, which may die and start again, and what lies between it and the world.</summary>
internal sealed partial class FleetWorker : IAsyncDisposable
{
    private readonly FleetRig _rig;
    private readonly ConcurrentDictionary<string, long> _startedAt = new();
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

    public bool IsRunning => _worker is not null;

    public string Tail
    {
        get
        {
            string output = _worker?.Process.Process.Output ?? "(ended)";
            return $"--- {Name}\n{output[Math.Max(0, output.Length - 3000)..]}";
        }
    }

    public static async Task<FleetWorker> StartAsync(FleetRig rig, string name)
    {
        var worker = new FleetWorker(rig, name, await BlobFaultProxy.StartAsync(rig.Azurite));
        await worker.StartAsync();
        return worker;
    }

    public async Task StartAsync()
    {
        var options = new WorkerOptions
        {
            EventHubsConnectionString = ConnectionString(),
            BlobsConnectionString = Storage.ConnectionString,
            HubName = CrashRig.Hub,
            Identity = Name,
            ReadyDeadline = TimeSpan.Zero,
            ProjectName = _rig.Variant.Length == 0 ? "ModelData.Ingestor" : "ModelData.Ingestor.Variants",
            OnLine = Read,
            Settings = new Dictionary<string, string>
            {
                ["Flush__MaxAge"] = "00:00:00.200",
                ["Checkpoints__SaveInterval"] = "00:00:00.300",
                ["LoadBalancing__Interval"] = $"{FleetRig.Interval}",
                ["LoadBalancing__Expiry"] = $"{FleetRig.Expiry}",
                ["MODELDATA_VARIANT"] = _rig.Variant,
            },
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
        ReadAsync("modeldata_partitions{", cancellationToken);

    public Task<double> CountLostAsync(CancellationToken cancellationToken) =>
        ReadAsync("modeldata_partitions_lost", cancellationToken);

    /// <summary>The partitions that it began to read since a moment, and when.</summary>
    public IEnumerable<(string Partition, TimeSpan After)> StartsSince(long timestamp) =>
        _startedAt
            .Where(start => start.Value >= timestamp)
            .Select(start => (start.Key, Stopwatch.GetElapsedTime(timestamp, start.Value)));

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
            return await Worker.Process.ReadCounterAsync(name, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
        {
            // It does not listen yet.
            return 0;
        }
    }

    private string ConnectionString() =>
        _rig.Broker.ConnectionString.Replace($":{_rig.Broker.Port}", $":{Wire.Port}", StringComparison.Ordinal);

    private void Read(string line)
    {
        if (StartLine().Match(line) is { Success: true } match)
        {
            _startedAt[match.Groups[1].Value] = Stopwatch.GetTimestamp();
        }
    }

    [GeneratedRegex(@"Partition (\d+) starts behind")]
    private static partial Regex StartLine();
}
