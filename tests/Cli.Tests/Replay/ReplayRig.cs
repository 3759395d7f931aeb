using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Cli.Files;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Replay;

/// <summary>A pipeline whose hub is replayed: what was sent, what is in the containers, and the command.</summary>
internal sealed class ReplayRig : IAsyncDisposable
{
    public static readonly DateOnly Past = new(2026, 3, 6);
    public static readonly DateOnly Live = new(2026, 3, 7);

    private readonly AzuriteFixture _fixture;
    private readonly Guid _producer = Guid.NewGuid();
    private readonly Dictionary<CollectionAddress, long> _batches = [];

    private ReplayRig(AzuriteFixture fixture, Pipeline pipeline) => (_fixture, Pipeline) = (fixture, pipeline);

    public Pipeline Pipeline { get; }

    public BlobContainerClient Into => new(_fixture.Azurite.ConnectionString, Pipeline.Data.Name + "-into");

    public static async Task<ReplayRig> StartAsync(AzuriteFixture fixture, int partitions = 1) =>
        new(fixture, await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions));

    public static string Folder(DateOnly day, string identifier = "inputs") =>
        BlobLayout.Folder(Address(identifier), day);

    /// <summary>Sends one batch with the next number of its address; or with an earlier one, as a retry.</summary>
    public async Task SendAsync(
        DateOnly day,
        int first,
        int count,
        string identifier = "inputs",
        string feature = "x",
        long? batch = null,
        string? partition = null
    )
    {
        var address = Address(identifier);
        long number = batch ?? _batches.GetValueOrDefault(address);
        _batches[address] = Math.Max(_batches.GetValueOrDefault(address), number + 1);
        var schema = FeatureSchema.ForFeatures([new FeatureColumn(feature, FeatureType.Int32)]);
        string rows = string.Concat(
            Enumerable
                .Range(first, count)
                .Select(n => $"{day:yyyy-MM-dd}T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000,{n}\n")
        );
        var description = new BatchDescription(
            address,
            day,
            schema,
            count,
            _producer,
            number,
            DateTimeOffset.UnixEpoch
        );
        using var encoded = CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(rows));
        var data = TestSender.Create(encoded.Body, encoded.ContentType, encoded.ContentEncoding, encoded.Properties);
        await (
            partition is null
                ? Pipeline.Sender.SendToKeyAsync(data, encoded.PartitionKey)
                : Pipeline.Sender.SendToPartitionAsync(data, partition)
        );
    }

    /// <summary>The values of all rows of a folder, sorted, by format.</summary>
    public static async Task<string> RowsAsync(BlobContainerClient container, string folder, string extension = "csv")
    {
        var values = new List<int>();
        if (!await container.ExistsAsync())
        {
            return "";
        }
        foreach (string name in await Pipeline.NamesAsync(container))
        {
            if (!name.StartsWith(folder + "/data", StringComparison.Ordinal) || !name.EndsWith("." + extension))
            {
                continue;
            }
            BlobClient blob = container.GetBlobClient(name);
            if (extension == "parquet")
            {
                ParquetHead head = await ParquetHead.ReadAsync(blob, int.MaxValue, default);
                values.AddRange(head.FirstRows.Select(row => int.Parse(row[^1])));
                continue;
            }
            string text = (await blob.DownloadContentAsync()).Value.Content.ToString();
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
            values.AddRange(lines.Select(line => int.Parse(line.Split(',')[3])));
        }
        values.Sort();
        return string.Join(',', values);
    }

    public static string Numbers(int first, int count) => string.Join(',', Enumerable.Range(first, count));

    /// <summary>Waits until a folder has these rows and no other.</summary>
    public async Task ExpectAsync(string folder, string rows, string extension = "csv")
    {
        string found = "";
        await Eventually.IsTrueAsync(
            async _ => (found = await RowsAsync(Pipeline.Data, folder, extension)) == rows,
            Pipeline.Deadline,
            () => $"{folder} to hold {rows}; it holds {found}"
        );
    }

    /// <summary>Waits until the worker has saved that a partition is done up to here.</summary>
    public async Task ExpectPositionAsync(long sequence, string partition = "0")
    {
        long? found = null;
        await Eventually.IsTrueAsync(
            async _ => (found = await PositionAsync(partition)) == sequence,
            Pipeline.Deadline,
            () => $"the position of partition {partition} to be {sequence}; it is {found}"
        );
    }

    /// <summary>Names and versions of all blobs.</summary>
    public static async Task<string> VersionsAsync(BlobContainerClient container)
    {
        var versions = new List<string>();
        await foreach (BlobItem blob in container.GetBlobsAsync())
        {
            versions.Add($"{blob.Name} {blob.Properties.ETag}");
        }
        return string.Join('\n', versions);
    }

    /// <summary>Scratch containers that are left.</summary>
    public async Task<List<string>> ScratchAsync()
    {
        var names = new List<string>();
        var service = new BlobServiceClient(_fixture.Azurite.ConnectionString);
        await foreach (var container in service.GetBlobContainersAsync(prefix: Pipeline.Data.Name + "-replay-"))
        {
            names.Add(container.Name);
        }
        return names;
    }

    public Task<ToolRun> IntoAsync(params string[] args) => RunAsync(["--into", Into.Name, .. args]);

    public Task<ToolRun> RunAsync(params string[] args) => ToolRun.StartAsync(Variables(), ["replay", .. args]);

    /// <summary>The tool behind a proxy of the blob store.</summary>
    public Task<ToolRun> RunAsync(BlobFaultProxy proxy, params string[] args) =>
        ToolRun.StartAsync(Variables(proxy.ConnectionString), ["replay", .. args]);

    public Dictionary<string, string> Variables(string? blobs = null) =>
        new()
        {
            ["Blobs__ConnectionString"] = blobs ?? _fixture.Azurite.ConnectionString,
            ["Blobs__Container"] = Pipeline.Data.Name,
            ["State__Container"] = Pipeline.State.Name,
            ["EventHubs__ConnectionString"] = Pipeline.Broker.ConnectionString,
            ["EventHubs__HubName"] = Pipeline.Hub,
        };

    /// <summary>What a JSON result says of the file of a folder.</summary>
    public static JsonElement File(ToolRun run, string folder) =>
        Assert.Single(
            JsonDocument.Parse(run.Out).RootElement.GetProperty("files").EnumerateArray(),
            file => file.GetProperty("folder").GetString() == folder
        );

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    private async Task<long?> PositionAsync(string partition)
    {
        if (!await Pipeline.State.ExistsAsync())
        {
            return null;
        }
        string? name = (await Pipeline.NamesAsync(Pipeline.State)).FirstOrDefault(it =>
            it.EndsWith($"/state/{partition}.json", StringComparison.Ordinal)
        );
        if (name is null)
        {
            return null;
        }
        var content = await Pipeline.State.GetBlobClient(name).DownloadContentAsync();
        return JsonDocument.Parse(content.Value.Content).RootElement.GetProperty("position").GetInt64();
    }

    private static CollectionAddress Address(string identifier) =>
        new("sub", "rg", "ws", "svc", "model", "1", identifier);
}
