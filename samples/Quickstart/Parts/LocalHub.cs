using ModelData.LocalEventHubs;

namespace Quickstart.Parts;

/// <summary>The local broker, in this process, with one hub.</summary>
internal sealed class LocalHub : IAsyncDisposable
{
    public const string Name = "modeldata";
    private const int PartitionCount = 4;
    private readonly LocalBroker _broker;

    private LocalHub(LocalBroker broker) => _broker = broker;

    public string ConnectionString => _broker.ConnectionString;

    public static async Task<LocalHub> StartAsync(string dataFolder, CancellationToken cancellationToken) =>
        new(
            await LocalBroker.StartAsync(
                new LocalBrokerOptions
                {
                    DataDirectory = dataFolder,
                    Hubs = [new HubOptions(Name, PartitionCount)],
                    Port = 0,
                },
                cancellationToken
            )
        );

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
