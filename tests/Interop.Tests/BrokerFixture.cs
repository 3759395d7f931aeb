using ModelData.Testing;

namespace ModelData.Interop;

/// <summary>One broker process with an empty hub of four partitions for the tests of a class.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("modeldata-broker-");

    /// <summary>The hub's name.</summary>
    public const string Hub = "modeldata";

    /// <summary>The broker.</summary>
    public BrokerProcess Broker { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        Broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = _folder.Path, ConsumerGroups = ["first", "second"] }
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }
        _folder.Dispose();
    }
}
