using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>
/// What the real pipeline makes of every penguin of the data set: broker, emulator, worker and scoring service run once, and only the
/// emulator with the files stays.
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by xunit.")]
public sealed class CollectedPenguins : IAsyncLifetime
{
    private const string Hub = "modeldata";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _hubData = new();

    /// <summary>Holds the files.</summary>
    public AzuriteProcess Azurite { get; private set; } = null!;

    /// <summary>The requests that were answered.</summary>
    public int Requests { get; private set; }

    /// <summary>The container of the files.</summary>
    public BlobContainerClient Container => new(Azurite.ConnectionString, "modeldata");

    public async ValueTask InitializeAsync()
    {
        Azurite = await AzuriteProcess.StartAsync();
        await using var broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = _hubData.Path, HubName = Hub }
        );
        await using var worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = Azurite.ConnectionString,
                HubName = Hub,
                Settings = new Dictionary<string, string> { ["Flush__MaxAge"] = "00:00:01" },
            }
        );
        Requests = await ScoreAndLabelAsync(broker.ConnectionString);
        foreach (var identifier in (string[])["inputs", "predictions", "labels"])
        {
            await Eventually.IsTrueAsync(
                async _ => await CountRowsAsync(identifier) >= Requests,
                Deadline,
                () => $"{Requests} rows of {identifier} are not in the files:\n{worker.Process.OutputTail}"
            );
        }
        Assert.Equal(0, await worker.TerminateAsync(Deadline));
    }

    public async ValueTask DisposeAsync()
    {
        await Azurite.DisposeAsync();
        _hubData.Dispose();
    }

    private static async Task<int> ScoreAndLabelAsync(string hubConnectionString)
    {
        var listening = new ListeningAddress();
        await using var service = await ChildProcess.StartAsync(
            "scoring service",
            Repository.Program("ScoringService"),
            [],
            new Dictionary<string, string?>(ListeningAddress.Environment)
            {
                ["AML_MODEL_DC_STORAGE_ENABLED"] = "true",
                ["ModelData__EventHubs__ConnectionString"] = hubConnectionString,
                ["ModelData__EventHubs__HubName"] = Hub,
                ["ModelData__WebServiceName"] = "penguins",
            },
            onLine: listening.Read
        );
        await Eventually.IsTrueAsync(
            () => listening.Known is not null || service.HasExited,
            Deadline,
            () => $"the scoring service does not listen:\n{service.OutputTail}"
        );
        Assert.True(listening.Known is not null, service.Output);
        using var traffic = new PenguinTraffic(listening.Known);
        var requests = await traffic.RunAsync();
        // Its end sends what is still in its memory.
        Assert.Equal(0, await service.TerminateAsync(Deadline));
        return requests;
    }

    private async Task<long> CountRowsAsync(string identifier)
    {
        var rows = 0L;
        if (!await Container.ExistsAsync())
        {
            return rows;
        }
        await foreach (var blob in Container.GetBlobsAsync())
        {
            if (blob.Name.Contains($"/{identifier}/") && blob.Name.EndsWith(".csv", StringComparison.Ordinal))
            {
                // No value of these rows holds a line end.
                var content = (await Container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
                rows += content.ToMemory().Span.Count((byte)'\n') - 1;
            }
        }
        return rows;
    }
}
