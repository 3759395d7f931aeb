using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Interop.DotNet;

/// <summary>A broker, a blob store, numbered rows, and where they are.</summary>
public sealed class FleetBed : IAsyncDisposable
{
    /// <summary>How many partitions the hub has.</summary>
    public const int Partitions = 4;

    private const string Hub = "modeldata";
    private const string StateContainer = "modeldata-state";

    private readonly TemporaryFolder _folder = new();
    private AzuriteProcess _azurite = null!;
    private BrokerProcess _broker = null!;
    private TestSender _sender = null!;

    private FleetBed() { }

    /// <summary>How many rows were sent.</summary>
    public int Sent { get; private set; }

    /// <summary>Starts the processes.</summary>
    public static async Task<FleetBed> StartAsync()
    {
        var bed = new FleetBed();
        bed._azurite = await AzuriteProcess.StartAsync();
        bed._broker = await BrokerProcess.StartAsync(
            new BrokerOptions
            {
                DataFolder = bed._folder.Path,
                HubName = Hub,
                PartitionCount = Partitions,
            }
        );
        bed._sender = new TestSender(bed._broker.ConnectionString, Hub);
        return bed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _broker.DisposeAsync();
        await _azurite.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Sends rows to all partitions in turn, one an event: number <c>n</c> is number <c>n / 4</c> of partition <c>n % 4</c>.</summary>
    public async Task SendAsync(int count)
    {
        for (int end = Sent + count; Sent < end; Sent++)
        {
            int partition = Sent % Partitions;
            var row = TestSender.Create(
                BinaryData.FromString($$"""{"number":{{Sent}}}""").ToMemory(),
                "application/json",
                null,
                [
                    new("cloudEvents:specversion", "1.0"),
                    new("cloudEvents:id", $"{Sent}"),
                    new("cloudEvents:source", "test"),
                    new("cloudEvents:type", "modeldata.rows"),
                    new("cloudEvents:formatversion", "1.0"),
                    new("cloudEvents:model", $"m{partition}"),
                    new("cloudEvents:day", "2026-02-03"),
                ]
            );
            await _sender.SendToPartitionAsync(row, $"{partition}");
        }
    }

    /// <summary>Starts a worker of ours.</summary>
    public Task<WorkerProcess> StartWorkerAsync(string name, bool adopts = false) =>
        WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = _broker.ConnectionString,
                BlobsConnectionString = _azurite.ConnectionString,
                HubName = Hub,
                Identity = name,
                Settings = new Dictionary<string, string>
                {
                    ["Flush__MaxAge"] = "00:00:00.2",
                    ["Checkpoints__SaveInterval"] = "00:00:00.2",
                    ["Checkpoints__Adopt"] = $"{adopts}",
                    ["LoadBalancing__Interval"] = "00:00:01",
                    ["LoadBalancing__Expiry"] = "00:00:03",
                },
            }
        );

    /// <summary>Starts a consumer on the official processor, on the container of the worker's.</summary>
    internal async Task<OfficialProcessor> StartProcessorAsync(long lastCheckpoint = long.MaxValue)
    {
        var container = new BlobContainerClient(_azurite.ConnectionString, StateContainer);
        await container.CreateIfNotExistsAsync();
        var processor = new OfficialProcessor(_broker.ConnectionString, Hub, container)
        {
            LastCheckpoint = lastCheckpoint,
        };
        await processor.StartProcessingAsync();
        return processor;
    }

    /// <summary>Waits until so many partitions are owned by a worker of ours, and so many by the consumer.</summary>
    public async Task OwnersAsync(int ours, int theirs)
    {
        var container = new BlobContainerClient(_azurite.ConnectionString, StateContainer);
        List<string> owners = [];
        await Eventually.IsTrueAsync(
            async token =>
            {
                owners = [];
                await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, token))
                {
                    if (blob.Name.Contains("/ownership/", StringComparison.Ordinal))
                    {
                        owners.Add(blob.Metadata["ownerid"]);
                    }
                }

                return owners.Count(owner => owner == OfficialProcessor.Owner) == theirs
                    && owners.Count(owner => owner is { Length: > 0 } and not OfficialProcessor.Owner) == ours;
            },
            DotNetSdk.Deadline,
            () =>
                $"{ours} partitions to be the worker's and {theirs} the consumer's; owners are {string.Join(", ", owners)}"
        );
    }

    /// <summary>Waits until the consumer has seen so many events.</summary>
    internal static Task SeenAsync(OfficialProcessor processor, int count) =>
        Eventually.IsTrueAsync(
            () => processor.Seen.Count >= count,
            DotNetSdk.Deadline,
            () =>
                $"{count} events to be processed, {processor.Seen.Count} are. Errors: {string.Join('\n', processor.Errors)}"
        );

    /// <summary>Waits until so many rows are in files.</summary>
    public async Task RowsAsync(int count, WorkerProcess worker)
    {
        int rows = 0;
        await Eventually.IsTrueAsync(
            async _ => (rows = (await ReadRowsAsync()).Count) >= count,
            DotNetSdk.Deadline,
            () => $"{count} rows, there are {rows}:\n{worker.Process.OutputTail}"
        );
    }

    /// <summary>The numbers of all rows in files, in order.</summary>
    public async Task<List<int>> ReadRowsAsync()
    {
        var rows = new List<int>();
        var container = new BlobContainerClient(_azurite.ConnectionString, "modeldata");
        for (int partition = 0; partition < Partitions; partition++)
        {
            var blob = container.GetBlobClient(
                $"default/default/default/default/m{partition}/default/default/2026/02/03/data.csv"
            );
            if (await container.ExistsAsync() && await blob.ExistsAsync())
            {
                string text = (await blob.DownloadContentAsync()).Value.Content.ToString();
                rows.AddRange(
                    text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Skip(1)
                        .Select(line => int.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture))
                );
            }
        }

        rows.Sort();
        return rows;
    }

    /// <summary>The numbers of rows as the hub has them.</summary>
    public static IEnumerable<int> NumbersOf(IEnumerable<(string Partition, long SequenceNumber)> events) =>
        events
            .Select(one =>
                ((int)one.SequenceNumber * Partitions) + int.Parse(one.Partition, CultureInfo.InvariantCulture)
            )
            .Order();
}
