using ModelData.Bench.Load.Backlog;
using ModelData.Testing;

namespace ModelData.Bench.Load.Fleet;

/// <summary>A worker of the fleet: what it has done, and when it began with which partition.</summary>
internal sealed class FleetMember : IAsyncDisposable
{
    private WorkerProcess? _worker;

    /// <summary>Rows that it has read, as it said last.</summary>
    public double Read { get; private set; }

    /// <summary>Partitions that it owns, as it said last.</summary>
    public double Partitions { get; private set; }

    public PartitionStarts Starts { get; } = new();

    public TimeSpan ProcessorTime { get; private set; }

    public bool IsRunning { get; private set; }

    public static async Task<FleetMember> StartAsync(
        BrokerProcess broker,
        string blobs,
        string name,
        FleetOptions options,
        CancellationToken cancellationToken
    )
    {
        var member = new FleetMember();
        member._worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = blobs,
                HubName = BacklogPlan.HubName,
                Identity = name,
                OnLine = member.Starts.Read,
                Settings = new Dictionary<string, string>
                {
                    ["LoadBalancing__Interval"] = $"{options.Interval}",
                    ["LoadBalancing__Expiry"] = $"{options.Expiry}",
                },
            },
            cancellationToken
        );
        member.IsRunning = true;
        return member;
    }

    /// <summary>Asks it how far it is.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            return;
        }

        Read = await _worker!.ReadSumAsync("modeldata_rows_total", cancellationToken);
        Partitions = await _worker.ReadSumAsync("modeldata_partitions", cancellationToken);
        ProcessorTime = _worker.Process.ProcessorTime;
    }

    public void Kill()
    {
        IsRunning = false;
        _worker!.Kill();
    }

    public async Task StopAsync()
    {
        await LookAsync(CancellationToken.None);
        IsRunning = false;
        await _worker!.TerminateAsync(TimeSpan.FromMinutes(1));
    }

    public ValueTask DisposeAsync() => _worker?.DisposeAsync() ?? ValueTask.CompletedTask;
}
