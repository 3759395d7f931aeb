using Azure.Storage.Blobs;
using ModelData.Testing;

[assembly: AssemblyFixture(typeof(ModelData.Ingestion.Tests.AzuriteFixture))]

namespace ModelData.Ingestion.Tests;

/// <summary>One blob emulator for the tests that need one, started by the first of them; each test has a container of its own.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteProcess>> _azurite = new(() => AzuriteProcess.StartAsync());

    /// <summary>A new container; requests are never retried, as the worker demands.</summary>
    public async Task<BlobContainerClient> CreateContainerAsync()
    {
        var azurite = await _azurite.Value;
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        var container = new BlobContainerClient(azurite.ConnectionString, $"c{Guid.NewGuid():N}", options);
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container;
    }

    /// <summary>A container that nobody has created.</summary>
    public async Task<BlobContainerClient> MissingContainerAsync() =>
        new((await _azurite.Value).ConnectionString, $"c{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsValueCreated)
        {
            await (await _azurite.Value).DisposeAsync();
        }
    }
}
