using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.EventHubs.Processor;

/// <summary>One blob emulator for a test class, a container for each test.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteProcess? _process;

    public BlobServiceClient Service => new(_process!.ConnectionString);

    public async ValueTask InitializeAsync() => _process = await AzuriteProcess.StartAsync();

    public async Task<BlobContainerClient> CreateContainerAsync()
    {
        BlobContainerClient container = Service.GetBlobContainerClient("c" + Guid.NewGuid().ToString("N"));
        await container.CreateAsync();
        return container;
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
