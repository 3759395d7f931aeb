using System.Text;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.EventHubs.Integration;

/// <summary>The client against the local broker, over real sockets and a real log.</summary>
[Trait("Category", "Integration")]
public sealed class BrokerTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private LocalBroker _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _broker = await StartAsync(0);

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task RoundTrip_SingleEvent_ComesBackAsItWas()
    {
        await using EventHubsConnection connection = Connect();
        await using IEventSender sender = connection.CreateSender();
        await sender.SendAsync(
            new EventData("héllo"u8.ToArray())
            {
                ContentType = "text/plain",
                ContentEncoding = "br",
                MessageId = "m-1",
                CorrelationId = "c-1",
                Properties =
                [
                    new("text", "x"),
                    new("int", 1),
                    new("long", 2L),
                    new("double", 2.5),
                    new("bool", true),
                    new("guid", Guid.Empty),
                    new("time", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)),
                    new("bytes", new byte[] { 1, 2 }),
                ],
            },
            SendTarget.ToPartition("2"),
            Token
        );

        await using IPartitionReceiver receiver = connection.CreateReceiver("$Default", "2", EventPosition.Earliest);
        ReceivedEvent received = Assert.Single(await receiver.ReceiveAsync(10, Long, Token));

        Assert.Equal("héllo", Encoding.UTF8.GetString(received.Body.Span));
        Assert.Equal(
            ("text/plain", "br", "m-1", "c-1"),
            (received.ContentType, received.ContentEncoding, received.MessageId, received.CorrelationId)
        );
        Assert.Equal(0, received.SequenceNumber);
        Assert.Equal(DateTimeOffset.UtcNow, received.EnqueuedTime, TimeSpan.FromMinutes(1));
        Assert.Equal(8, received.Properties.Count);
        Assert.Equal("x", received.Properties["text"]);
        Assert.Equal(1, received.Properties["int"]);
        Assert.Equal(2L, received.Properties["long"]);
        Assert.Equal(2.5, received.Properties["double"]);
        Assert.Equal(true, received.Properties["bool"]);
        Assert.Equal(Guid.Empty, received.Properties["guid"]);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), received.Properties["time"]);
        Assert.Equal([1, 2], Assert.IsType<byte[]>(received.Properties["bytes"]));
    }

    [Fact]
    public async Task SendAsync_SameKey_GoesToOnePartitionInOrder()
    {
        await using EventHubsConnection connection = Connect();
        await using IEventSender sender = connection.CreateSender();
        using EventBatch batch = await sender.CreateBatchAsync(SendTarget.ToKey("model-a"), null, Token);
        for (int i = 0; i < 10; i++)
        {
            Assert.True(batch.TryAdd(new EventData(new[] { (byte)i })));
        }

        await sender.SendAsync(batch, Token);
        await sender.SendAsync(new EventData(new byte[] { 10 }), SendTarget.ToKey("model-a"), Token);

        // The service's hash: "model-a" of 4 is partition 3.
        await using IPartitionReceiver receiver = connection.CreateReceiver("$Default", "3", EventPosition.Earliest);
        IReadOnlyList<ReceivedEvent> events = await ReceiveAsync(receiver, 11);

        Assert.Equal(Enumerable.Range(0, 11), events.Select(received => (int)received.Body.Span[0]));
        Assert.All(events, received => Assert.Equal("model-a", received.PartitionKey));
    }

    [Fact]
    public async Task CreateReceiver_EveryPosition_StartsThere()
    {
        await using EventHubsConnection connection = Connect();
        await using IEventSender sender = connection.CreateSender();
        for (int i = 0; i < 5; i++)
        {
            await sender.SendAsync(new EventData(new[] { (byte)i }), SendTarget.ToPartition("0"), Token);
        }

        await using IPartitionReceiver all = connection.CreateReceiver("$Default", "0", EventPosition.Earliest);
        IReadOnlyList<ReceivedEvent> events = await ReceiveAsync(all, 5);

        Assert.Equal(3, await FirstAsync(EventPosition.FromSequenceNumber(2)));
        Assert.Equal(2, await FirstAsync(EventPosition.FromSequenceNumber(2, isInclusive: true)));
        Assert.Equal(4, await FirstAsync(EventPosition.FromOffset(events[3].Offset)));
        Assert.Equal(3, await FirstAsync(EventPosition.FromOffset(events[3].Offset, isInclusive: true)));
        Assert.Equal(0, await FirstAsync(EventPosition.FromEnqueuedTime(events[0].EnqueuedTime.AddSeconds(-1))));
        await using IPartitionReceiver latest = connection.CreateReceiver(
            "$Default",
            "0",
            EventPosition.Latest,
            new PartitionReceiverOptions { OnAttached = _ => SendOneMoreAsync() }
        );
        Assert.Equal(5, (await latest.ReceiveAsync(1, Long, Token))[0].SequenceNumber);

        async Task<long> FirstAsync(EventPosition position)
        {
            await using IPartitionReceiver receiver = connection.CreateReceiver("$Default", "0", position);
            return (await receiver.ReceiveAsync(1, Long, Token))[0].SequenceNumber;
        }

        async ValueTask SendOneMoreAsync() =>
            await sender.SendAsync(new EventData(new byte[] { 5 }), SendTarget.ToPartition("0"), Token);
    }

    [Fact]
    public async Task Management_Reads_TellTheTruth()
    {
        await using EventHubsConnection connection = Connect();
        await using IEventSender sender = connection.CreateSender();
        PartitionProperties before = await connection.Management.GetPartitionPropertiesAsync("1", Token);
        await sender.SendAsync(new EventData(new byte[1]), SendTarget.ToPartition("1"), Token);

        HubProperties hub = await connection.Management.GetHubPropertiesAsync(Token);
        PartitionProperties after = await connection.Management.GetPartitionPropertiesAsync("1", Token);

        Assert.Equal(["0", "1", "2", "3"], hub.PartitionIds);
        Assert.Equal((true, -1L), (before.IsEmpty, before.LastEnqueuedSequenceNumber));
        Assert.Equal((false, 0L), (after.IsEmpty, after.LastEnqueuedSequenceNumber));
    }

    [Fact]
    public async Task OwnerLevel_EqualOrHigher_TakesThePartition()
    {
        await using EventHubsConnection first = Connect();
        await using EventHubsConnection second = Connect();
        await using IEventSender sender = first.CreateSender();
        await sender.SendAsync(new EventData(new byte[1]), SendTarget.ToPartition("0"), Token);
        await using IPartitionReceiver loser = first.CreateReceiver("$Default", "0", EventPosition.Earliest, Level(0));
        await loser.ReceiveAsync(1, Long, Token);
        await using IPartitionReceiver winner = second.CreateReceiver(
            "$Default",
            "0",
            EventPosition.Earliest,
            Level(0)
        );
        await winner.ReceiveAsync(1, Long, Token);

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await loser.ReceiveAsync(1, Long, Token)
        );

        Assert.Equal(FailureReason.ConsumerDisconnected, failure.Reason);
        await using IPartitionReceiver late = first.CreateReceiver("$Default", "0", EventPosition.Earliest);
        failure = await Assert.ThrowsAsync<EventHubsException>(async () => await late.ReceiveAsync(1, Long, Token));
        Assert.Equal(FailureReason.ConsumerDisconnected, failure.Reason);

        static PartitionReceiverOptions Level(long level) => new() { OwnerLevel = level };
    }

    [Fact]
    public async Task WrongKey_AnyOperation_IsUnauthorized()
    {
        string wrong = _broker.ConnectionString.Replace("SAS_KEY_VALUE", "another", StringComparison.Ordinal);
        await using var connection = new EventHubsConnection(wrong, "hub", Fast());
        await using IEventSender sender = connection.CreateSender();

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() =>
            sender.SendAsync(new EventData(new byte[1]), SendTarget.Any, Token)
        );

        Assert.Equal(FailureReason.Unauthorized, failure.Reason);
        Assert.False(failure.IsOutcomeUnknown);
    }

    [Theory]
    [InlineData("nohub", "0", FailureReason.ResourceNotFound)]
    [InlineData("hub", "99", FailureReason.InvalidArgument)]
    public async Task UnknownNode_Send_SaysSo(string hub, string partition, FailureReason reason)
    {
        await using var connection = new EventHubsConnection(_broker.ConnectionString, hub, Fast());
        await using IEventSender sender = connection.CreateSender();

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() =>
            sender.SendAsync(new EventData(new byte[1]), SendTarget.ToPartition(partition), Token)
        );

        Assert.Equal(reason, failure.Reason);
    }

    [Fact]
    public async Task BrokerRestarted_SenderAndReceiver_GoOn()
    {
        await using EventHubsConnection connection = Connect(options => options.Retry.MaximumRetries = 20);
        await using IEventSender sender = connection.CreateSender();
        await using IPartitionReceiver receiver = connection.CreateReceiver("$Default", "0", EventPosition.Earliest);
        await sender.SendAsync(new EventData(new byte[] { 0 }), SendTarget.ToPartition("0"), Token);
        await ReceiveAsync(receiver, 1);

        int port = _broker.Port;
        await _broker.DisposeAsync();
        Task sending = sender.SendAsync(new EventData(new byte[] { 1 }), SendTarget.ToPartition("0"), Token);
        _broker = await StartAsync(port);
        await sending;

        ReceivedEvent received = Assert.Single(await ReceiveAsync(receiver, 1));
        Assert.Equal((1L, (byte)1), (received.SequenceNumber, received.Body.Span[0]));
    }

    [Fact]
    public async Task ConnectionsCutUnderLoad_EveryAcknowledgedEvent_IsThereInOrder()
    {
        await using AmqpFaultProxy proxy = AmqpFaultProxy.Start(_broker.Port);
        string through = _broker.ConnectionString.Replace(
            $":{_broker.Port}",
            $":{proxy.Port}",
            StringComparison.Ordinal
        );
        await using var connection = new EventHubsConnection(through, "hub", Fast(retries: 20));
        await using IEventSender sender = connection.CreateSender();
        await using IPartitionReceiver receiver = connection.CreateReceiver(
            "$Default",
            "0",
            EventPosition.Earliest,
            new PartitionReceiverOptions { OwnerLevel = 0 }
        );
        const int count = 400;
        Task sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < count; i++)
                {
                    await sender.SendAsync(new EventData(BitConverter.GetBytes(i)), SendTarget.ToPartition("0"), Token);
                }
            },
            Token
        );
        var numbers = new List<int>();
        var sequence = new List<long>();
        int cuts = 0;
        while (!numbers.Contains(count - 1))
        {
            foreach (ReceivedEvent received in await receiver.ReceiveAsync(50, Long, Token))
            {
                numbers.Add(BitConverter.ToInt32(received.Body.Span));
                sequence.Add(received.SequenceNumber);
            }

            if (numbers.Count > (cuts + 1) * 60 && cuts < 5)
            {
                cuts++;
                proxy.Cut();
            }
        }

        await sending;
        Assert.Equal(5, cuts);
        // Not one sequence number is skipped or seen twice, and what was sent twice stands behind its first copy.
        Assert.Equal(Enumerable.Range(0, sequence.Count).Select(i => (long)i), sequence);
        Assert.Equal(Enumerable.Range(0, count), numbers.Distinct());
    }

    private static async Task<IReadOnlyList<ReceivedEvent>> ReceiveAsync(IPartitionReceiver receiver, int count)
    {
        var events = new List<ReceivedEvent>();
        while (events.Count < count)
        {
            IReadOnlyList<ReceivedEvent> some = await receiver.ReceiveAsync(count - events.Count, Long, Token);
            Assert.NotEmpty(some);
            events.AddRange(some);
        }

        return events;
    }

    private static EventHubsConnectionOptions Fast(int retries = 1) =>
        new()
        {
            Retry = new EventHubsRetryOptions
            {
                Delay = TimeSpan.FromMilliseconds(20),
                MaximumRetries = retries,
                MaximumDelay = TimeSpan.FromSeconds(1),
            },
        };

    private Task<LocalBroker> StartAsync(int port) =>
        LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = _folder.Path,
                Hubs = [new HubOptions("hub", 4)],
                Port = port,
            },
            Token
        );

    private EventHubsConnection Connect(Action<EventHubsConnectionOptions>? configure = null)
    {
        EventHubsConnectionOptions options = Fast();
        configure?.Invoke(options);
        return new EventHubsConnection(_broker.ConnectionString, "hub", options);
    }
}
