namespace ModelData.Testing;

/// <summary>One emulator for the tests of a class.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    /// <summary>The emulator.</summary>
    public AzuriteProcess Azurite { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Azurite = await AzuriteProcess.StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Azurite is null ? ValueTask.CompletedTask : Azurite.DisposeAsync();
}
