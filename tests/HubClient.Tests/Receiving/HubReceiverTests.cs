using Amqp;
using Amqp.Framing;
using Amqp.Types;
using Azure.Messaging.EventHubs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.LocalEventHubs;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;
using EventPosition = ModelData.Ingestion.Model.EventPosition;

namespace ModelData.HubClient.Tests.Receiving;

/// <summary>What the official client hides or refuses, over a hub that really stores it.</summary>
[Trait("Level", "Integration")]
public sealed class HubReceiverTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();
    private readonly List<ReceivedEvent> _received = [];
    private LocalBroker _broker = null!;
    private EventHubConnection _connection = null!;
    private HubManagement _management = null!;
    private TestSender _sender = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = _folder.Path,
                Port = 0,
                Hubs = [new HubOptions("hub", 1)],
            },
            Token
        );
        _connection = new EventHubConnection(_broker.ConnectionString, "hub");
        _management = new HubManagement(new EventHubConnection(_broker.ConnectionString, "hub"));
        _sender = new TestSender(_broker.ConnectionString, "hub");
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _management.DisposeAsync();
        await _connection.DisposeAsync();
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A map among the properties, as the JavaScript SDK sends an object: the official client refuses the whole batch because of it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task Receive_EventThatTheOfficialClientRefuses_IsHandedOutByItsNumberAndAllOthersWhole(int bad)
    {
        await SendAsync(bad);
        await SendRawAsync(new Map { ["nested"] = new Map { ["a"] = 1 } });
        await SendAsync(10 - bad);
        await using HubReceiver sut = Receive(EventPosition.Earliest);

        await ReceiveAsync(sut, 11);

        Assert.Equal(Enumerable.Range(0, 11).Select(number => (long)number), _received.Select(it => it.SequenceNumber));
        ReceivedEvent unreadable = Assert.Single(_received, it => it.IsUnreadable);
        Assert.Equal(bad, unreadable.SequenceNumber);
        Assert.NotEmpty(unreadable.Problem!);
        Assert.True(unreadable.EnqueuedTime <= _received[^1].EnqueuedTime);
        Assert.All(_received.Where(it => !it.IsUnreadable), it => Assert.Equal("x", it.Properties["name"]));
    }

    [Fact]
    public async Task Receive_ManySuchEvents_EachIsFound()
    {
        for (int i = 0; i < 12; i++)
        {
            await (i % 3 == 1 ? SendAsync(1) : SendRawAsync(new Map { ["nested"] = new Map { ["a"] = i } }));
        }
        await using HubReceiver sut = Receive(EventPosition.Earliest);

        await ReceiveAsync(sut, 12);

        Assert.Equal(Enumerable.Range(0, 12).Select(number => (long)number), _received.Select(it => it.SequenceNumber));
        Assert.Equal(8, _received.Count(it => it.IsUnreadable));
    }

    [Fact]
    public async Task Receive_InclusiveAtSuchAnEvent_IsThatEvent()
    {
        await SendAsync(2);
        await SendRawAsync(new Map { ["nested"] = new Map { ["a"] = 1 } });
        await SendAsync(1);
        await using HubReceiver sut = Receive(EventPosition.FromSequenceNumber(2, isInclusive: true));

        await ReceiveAsync(sut, 2);

        Assert.Equal([(2L, true), (3L, false)], _received.Select(it => (it.SequenceNumber, it.IsUnreadable)));
    }

    [Fact]
    public async Task Receive_PositionBeyondTheEnd_NothingIsInvented()
    {
        await SendAsync(2);
        await using HubReceiver sut = Receive(EventPosition.FromSequenceNumber(50));

        for (int i = 0; i < 3; i++)
        {
            try
            {
                Assert.Empty(await sut.ReceiveAsync(10, TimeSpan.FromMilliseconds(200), Token));
            }
            catch (HubException)
            {
                // The service refuses such a position; the local broker waits.
            }
        }
    }

    [Fact]
    public async Task Receive_Cancelled_TheNextCallMissesNothing()
    {
        await using HubReceiver sut = Receive(EventPosition.Earliest);
        for (int round = 0; round < 20; round++)
        {
            using var cancel = new CancellationTokenSource();
            Task receiving = ReceiveAsync(sut, _received.Count + 1, cancel.Token);
            await SendAsync(1);
            await cancel.CancelAsync();
            await Record.ExceptionAsync(() => receiving);
        }

        await ReceiveAsync(sut, 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(number => (long)number), _received.Select(it => it.SequenceNumber));
    }

    [Fact]
    public async Task Receive_BrokerDoesNotAnswer_IsAFailureAndNotAnEmptyPartition()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        await using var connection = new EventHubConnection(
            $"Endpoint=sb://{silent.LocalEndpoint};SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true",
            "hub"
        );
        await using var sut = new HubReceiver(
            connection,
            _management,
            "$Default",
            "0",
            EventPosition.Earliest,
            new PartitionReceiverOptions()
        );

        HubException failure = await Assert.ThrowsAsync<HubException>(() =>
            sut.ReceiveAsync(1, TimeSpan.FromSeconds(1), Token).AsTask()
        );

        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task Receive_Data_IsNotCopiedAndHasItsMembers()
    {
        var data = new EventData("rows"u8.ToArray())
        {
            ContentType = "text/csv",
            MessageId = "m",
            CorrelationId = "c",
        };
        data.GetRawAmqpMessage().Properties.ContentEncoding = "br";
        data.Properties["n"] = 5;
        data.Properties["t"] = new DateTime(2026, 3, 7, 1, 2, 3, DateTimeKind.Utc);
        data.Properties["g"] = Guid.Empty;
        await _sender.SendToKeyAsync(data, "key", Token);
        await using HubReceiver sut = Receive(EventPosition.Earliest);

        await ReceiveAsync(sut, 1);

        ReceivedEvent it = _received[0];
        Assert.Equal("rows"u8.ToArray(), it.Body.ToArray());
        Assert.Equal(
            ("text/csv", "br", "m", "c", "key"),
            (it.ContentType, it.ContentEncoding, it.MessageId, it.CorrelationId, it.PartitionKey)
        );
        Assert.Equal(5, it.Properties["n"]);
        Assert.Equal(new DateTime(2026, 3, 7, 1, 2, 3, DateTimeKind.Utc), it.Properties["t"]);
        Assert.Equal(Guid.Empty, it.Properties["g"]);
        Assert.Equal((EventBodyKind.Data, 0, 0), (it.BodyKind, it.EncodedBody.Length, it.EncodedProperties.Length));
        Assert.Empty(it.SystemProperties);
    }

    private HubReceiver Receive(EventPosition position) =>
        new(_connection, _management, "$Default", "0", position, new PartitionReceiverOptions());

    private async Task ReceiveAsync(HubReceiver sut, int count, CancellationToken? token = null)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (_received.Count < count)
        {
            _received.AddRange(await sut.ReceiveAsync(100, Wait, token ?? Token));
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60),
                $"{_received.Count} of {count}"
            );
        }
    }

    private async Task SendAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            EventData data = TestSender.Create("x"u8.ToArray(), "text/csv", null, [new("name", "x")]);
            await _sender.SendToPartitionAsync(data, "0", Token);
        }
    }

    private async Task SendRawAsync(Map properties)
    {
        await using AmqpClient raw = await AmqpClient.ConnectAsync(_broker);
        SenderLink link = raw.CreateSender("hub/Partitions/0");
        var message = new Message
        {
            BodySection = new Data { Binary = "x"u8.ToArray() },
            ApplicationProperties = new ApplicationProperties(),
        };
        foreach ((object name, object value) in properties)
        {
            message.ApplicationProperties[(string)name] = value;
        }
        await link.SendAsync(message);
    }
}
