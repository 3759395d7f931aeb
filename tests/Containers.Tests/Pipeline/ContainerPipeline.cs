using Azure.Storage.Blobs;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Networks;
using DotNet.Testcontainers.Volumes;
using ModelData.Containers.Docker;
using ModelData.Containers.Rows;
using ModelData.Testing;

namespace ModelData.Containers.Pipeline;

/// <summary>Broker, storage, three workers and a sender, each in a container of its own, on a network of their own.</summary>
internal sealed class ContainerPipeline : IAsyncDisposable
{
    public const int MemoryLimitMebibytes = 512;

    /// <summary>How long until the fleet takes over what a dead worker owned.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private readonly INetwork _network;
    private readonly List<IVolume> _volumes;
    private readonly int _storagePort;

    private ContainerPipeline(INetwork network, List<IVolume> volumes, int storagePort) =>
        (_network, _volumes, _storagePort) = (network, volumes, storagePort);

    public required Part Broker { get; init; }

    public required Part Storage { get; init; }

    public required IReadOnlyList<Part> Workers { get; init; }

    public required Part Sender { get; init; }

    /// <summary>When <see cref="SettleAsync"/> saw the last rows arrive.</summary>
    public DateTime LastArrival { get; private set; }

    /// <summary>When <see cref="SettleAsync"/> had stopped the sender, which on a busy machine takes its time.</summary>
    public DateTime SenderStopped { get; private set; }

    public IEnumerable<Part> Parts => [Broker, Storage, .. Workers, Sender];

    private string BlobsConnectionString => AzuriteProcess.ConnectionStringFor(_storagePort);

    public static async Task<ContainerPipeline> StartAsync(IBrokerContainer broker, string? workerVariant = null)
    {
        await Leftovers.RemoveAsync();
        var network = new NetworkBuilder().WithLabel(Leftovers.Label, "").Build();
        List<IVolume> volumes = [.. Enumerable.Range(0, 2).Select(_ => CreateVolume())];
        int port = FreePort.Find();
        var parts = new PartFactory(network);
        var pipeline = new ContainerPipeline(network, volumes, port)
        {
            Broker = parts.Create(broker.Name, broker.Configure(parts.Describe(broker.Name, broker.Image), volumes[0])),
            Storage = parts.CreateStorage(volumes[1], port),
            Workers =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => parts.CreateWorker($"worker-{i}", broker.ConnectionString, workerVariant)),
            ],
            Sender = parts.CreateSender(broker.ConnectionString),
        };
        try
        {
            await network.CreateAsync();
            await Task.WhenAll(volumes.Select(volume => volume.CreateAsync()));
            await pipeline.Storage.Container.StartAsync();
            await pipeline.Broker.Container.StartAsync();
            await Task.WhenAll(pipeline.Workers.Append(pipeline.Sender).Select(part => part.Container.StartAsync()));
            return pipeline;
        }
        catch
        {
            await pipeline.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until some more rows are in files than there are now: everything works.</summary>
    public async Task FlowAsync(CancellationToken cancellationToken)
    {
        long before = await RowLedger.ReadStatedRowsAsync(Data, cancellationToken);
        long now = before;
        await Eventually.IsTrueAsync(
            async token => (now = await RowLedger.ReadStatedRowsAsync(Data, token)) > before + 500,
            Deadline,
            () => $"rows to flow, there are {now} after {before}",
            cancellationToken
        );
    }

    /// <summary>Stops the sender, waits until everything that was acknowledged has arrived and nothing moves any more, and counts.</summary>
    public async Task<RowLedger> SettleAsync(CancellationToken cancellationToken)
    {
        await Sender.StopAsync();
        SenderStopped = DateTime.UtcNow;
        var acknowledged = Acknowledgements.Read(await Sender.ReadLogAsync());
        long rows = -1;
        try
        {
            await Eventually.IsTrueAsync(
                async token =>
                {
                    long now = await RowLedger.ReadStatedRowsAsync(Data, token);
                    (rows, LastArrival) = now == rows ? (rows, LastArrival) : (now, DateTime.UtcNow);
                    return rows >= acknowledged.Values.Sum() && DateTime.UtcNow - LastArrival > Expiry;
                },
                Deadline,
                () => $"{acknowledged.Values.Sum()} rows, there are {rows}",
                cancellationToken
            );
        }
        catch (TimeoutException e)
        {
            // Counted below, row by row.
            TestContext.Current.SendDiagnosticMessage(e.Message);
        }

        return await RowLedger.ReadAsync(Data, acknowledged, cancellationToken);
    }

    /// <summary>How often a worker noticed that its partition was taken.</summary>
    public async Task<int> CountLostPartitionsAsync()
    {
        string[] logs = await Task.WhenAll(Workers.Select(worker => worker.ReadLogAsync()));
        return logs.Sum(log => log.Split("PartitionBalancer[1101]").Length - 1);
    }

    public async Task<string> DescribeAsync()
    {
        var texts = new List<string>();
        foreach (var part in Parts)
        {
            string log = await part.ReadLogAsync();
            var state = await part.ReadStateAsync();
            texts.Add(
                $"== {part.Name}: {state.Status}, code {state.ExitCode}\n{log[Math.Max(0, log.Length - 2000)..]}"
            );
        }

        return string.Join('\n', texts);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Parts.Select(part => part.DisposeAsync().AsTask()));
        await _network.DisposeAsync();
        foreach (var volume in _volumes)
        {
            await volume.DisposeAsync();
        }
    }

    private BlobContainerClient Data => new(BlobsConnectionString, "modeldata");

    private static IVolume CreateVolume() =>
        new VolumeBuilder().WithName($"modeldata-{Guid.NewGuid():N}").WithLabel(Leftovers.Label, "").Build();
}
