using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>Broker, worker and blob emulator for the small samples, one of each; samples differ by their models.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by xunit.")]
public sealed class SamplePipeline : IAsyncLifetime
{
    private const string Hub = "modeldata";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _hubData = new();
    private AzuriteProcess _azurite = null!;
    private BrokerProcess _broker = null!;
    private WorkerProcess _worker = null!;

    /// <summary>What an operator sets for a sample.</summary>
    public Dictionary<string, string?> Variables =>
        new()
        {
            ["ModelData__Enabled"] = "true",
            ["ModelData__EventHubs__ConnectionString"] = _broker.ConnectionString,
            ["ModelData__EventHubs__HubName"] = Hub,
        };

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteProcess.StartAsync();
        _broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = _hubData.Path, HubName = Hub });
        _worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = _broker.ConnectionString,
                BlobsConnectionString = _azurite.ConnectionString,
                HubName = Hub,
                Settings = new Dictionary<string, string> { ["Flush__MaxAge"] = "00:00:00.2" },
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _broker.DisposeAsync();
        await _azurite.DisposeAsync();
        _hubData.Dispose();
    }

    /// <summary>The rows of a collector, once there are so many: the fields of each, the header first. No value holds a comma.</summary>
    public async Task<List<string[]>> ReadAsync(string model, string identifier, int count)
    {
        List<string[]> lines = [];
        await Eventually.IsTrueAsync(
            async token =>
            {
                lines = await ReadAsync($"/{model}/default/{identifier}/", token);
                return lines.Count > count;
            },
            Deadline,
            () =>
                $"{count} rows of {model}/{identifier} are in the file, not {lines.Count - 1}:\n{_worker.Process.OutputTail}"
        );
        Assert.Equal(count, lines.Count - 1);
        return lines;
    }

    private async Task<List<string[]>> ReadAsync(string folder, CancellationToken token)
    {
        var container = new BlobContainerClient(_azurite.ConnectionString, "modeldata");
        List<string[]> lines = [];
        if (!await container.ExistsAsync(token))
        {
            return lines;
        }
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: token))
        {
            if (
                blob.Name.Contains(folder, StringComparison.Ordinal)
                && blob.Name.EndsWith("/data.csv", StringComparison.Ordinal)
            )
            {
                var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync(token)).Value.Content;
                string[] file = content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
                // At midnight there are two files.
                lines.AddRange(file.Skip(lines.Count == 0 ? 0 : 1).Select(line => line.Split(',')));
            }
        }
        return lines;
    }
}
