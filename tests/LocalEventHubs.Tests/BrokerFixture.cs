using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs;

/// <summary>A broker of its own in a folder of its own.</summary>
internal sealed class BrokerFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Func<LocalBrokerOptions, LocalBrokerOptions>? _configure;

    private BrokerFixture(Func<LocalBrokerOptions, LocalBrokerOptions>? configure) => _configure = configure;

    public LocalBroker Broker { get; private set; } = null!;

    public static async Task<BrokerFixture> StartAsync(Func<LocalBrokerOptions, LocalBrokerOptions>? configure = null)
    {
        var fixture = new BrokerFixture(configure);
        await fixture.StartBrokerAsync();
        return fixture;
    }

    public static LocalBrokerOptions CreateOptions(string folder) =>
        new()
        {
            DataDirectory = folder,
            Port = 0,
            Hubs = [new HubOptions("hub", 2) { ConsumerGroups = ["second"] }],
        };

    public async Task RestartAsync()
    {
        await Broker.DisposeAsync();
        await StartBrokerAsync();
    }

    public Task<AmqpClient> ConnectAsync() => AmqpClient.ConnectAsync(Broker);

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartBrokerAsync()
    {
        LocalBrokerOptions options = CreateOptions(_folder.Path);
        Broker = await LocalBroker.StartAsync(
            _configure?.Invoke(options) ?? options,
            TestContext.Current.CancellationToken
        );
    }
}
