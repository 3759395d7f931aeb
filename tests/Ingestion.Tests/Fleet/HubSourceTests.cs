using Azure.Identity;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Settings;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Fleet;

[Trait("Level", "Unit")]
public sealed class InMemoryHubTests : HubSourceContract
{
    private readonly InMemoryHub _hub = new(4, TimeProvider.System);

    private protected override Task<IHubSource> CreateAsync() =>
        Task.FromResult<IHubSource>(new InMemoryHubSource(_hub, TimeProvider.System));

    private protected override Task AppendAsync(int partition, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _hub.Append(
                partition,
                new ReceivedEvent
                {
                    Body = "x"u8.ToArray(),
                    SequenceNumber = 0,
                    Offset = "",
                    EnqueuedTime = default,
                    Properties = new Dictionary<string, object?>(),
                }
            );
        }

        return Task.CompletedTask;
    }
}

[Trait("Level", "Process")]
public sealed class EventHubsSourceTests : HubSourceContract, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private BrokerProcess? _broker;
    private EventHubsSource? _source;
    private TestSender? _sender;

    public async ValueTask InitializeAsync() =>
        _broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = _folder.Path });

    public async ValueTask DisposeAsync()
    {
        await (_source?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_sender?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _broker!.DisposeAsync();
        _folder.Dispose();
    }

    private protected override Task<IHubSource> CreateAsync()
    {
        var settings = new EventHubsSettings { ConnectionString = _broker!.ConnectionString, HubName = "modeldata" };
        _sender = new TestSender(settings.ConnectionString, settings.HubName);
        _source = new EventHubsSource(Options.Create(settings), new DefaultAzureCredential());
        return Task.FromResult<IHubSource>(_source);
    }

    private protected override async Task AppendAsync(int partition, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _sender!.SendToPartitionAsync(new EventData("x"u8.ToArray()), $"{partition}", Token);
        }
    }
}
