using Azure.Storage.Blobs;

namespace ModelData.Testing;

/// <summary>One blob emulator for the tests that need one, started by the first of them; each test has containers of its own. Thread-safe.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteProcess>> _azurite = new(() => AzuriteProcess.StartAsync());

    /// <summary>The emulator. The first who asks waits until it listens.</summary>
    public AzuriteProcess Azurite => _azurite.Value.GetAwaiter().GetResult();

    /// <summary>A new container; requests are never retried, as the worker demands.</summary>
    public async Task<BlobContainerClient> CreateContainerAsync()
    {
        var azurite = await _azurite.Value;
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        var container = new BlobContainerClient(azurite.ConnectionString, $"c{Guid.NewGuid():N}", options);
        await container.CreateAsync();
        return container;
    }

    /// <summary>A container that nobody has created.</summary>
    public async Task<BlobContainerClient> MissingContainerAsync() =>
        new((await _azurite.Value).ConnectionString, $"c{Guid.NewGuid():N}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsValueCreated)
        {
            await (await _azurite.Value).DisposeAsync();
        }
    }
}
