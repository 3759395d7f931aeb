using ModelData.Testing;

[assembly: AssemblyFixture(typeof(ModelData.Integration.AzuriteFixture))]

namespace ModelData.Integration;

/// <summary>One blob emulator for all tests; each test has containers of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    public AzuriteProcess Azurite { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Azurite = await AzuriteProcess.StartAsync();

    public ValueTask DisposeAsync() => Azurite.DisposeAsync();
}
