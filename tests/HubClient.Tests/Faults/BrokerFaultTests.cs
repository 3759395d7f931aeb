using Amqp;
using Amqp.Framing;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.LocalEventHubs;
using ModelData.LocalEventHubs.Clients;
using ModelData.LocalEventHubs.Faults;
using ModelData.Testing;
using EventPosition = ModelData.Ingestion.Model.EventPosition;
using PartitionProperties = Azure.Messaging.EventHubs.PartitionProperties;

namespace ModelData.HubClient.Tests.Faults;

/// <summary>Each fault that the local broker can be asked for, with the client as the witness.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Faults")]
public sealed partial class BrokerFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    // The client's own retries would hide the fault.
    private static readonly EventHubsRetryOptions Once = new()
    {
        MaximumRetries = 0,
        TryTimeout = TimeSpan.FromSeconds(4),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _brokerTime = new(DateTimeOffset.UtcNow);
    private LocalBroker? _broker;
    private EventHubConnection? _connection;
    private EventHubConsumerClient? _consumer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FaultRule Sender => new() { Link = FaultLink.Sender, Action = FaultAction.Cut };

    private static FaultRule Receiver => new() { Link = FaultLink.Receiver, Action = FaultAction.Cut };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _consumer!.DisposeAsync();
            await _connection.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Plan_WithoutRules_ChangesNothing()
    {
        await StartAsync();

        await SendAsync(10);

        Assert.Equal(Enumerable.Range(0, 10), await ReceiveAsync(10));
    }

    public static TheoryData<FaultAction, bool> Ends =>
        new()
        {
            { FaultAction.Detach, false },
            { FaultAction.Detach, true },
            { FaultAction.Close, false },
            { FaultAction.Close, true },
            { FaultAction.Cut, false },
            { FaultAction.Cut, true },
        };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Sender_LinkOrConnectionEnds_IsUnknownAndStoredAsThePlanSays(FaultAction action, bool isApplied)
    {
        await StartAsync(
            Sender with
            {
                Action = action,
                After = 3,
                IsApplied = isApplied,
                Condition = ConditionOf(action),
            }
        );
        await SendAsync(3);

        HubException failure = await Assert.ThrowsAsync<HubException>(() => SendAsync(1));
        await SendAsync(1);

        Assert.True(failure.IsOutcomeUnknown);
        Assert.True(failure.IsTransient);
        Assert.Equal(isApplied ? [0, 1, 2, 0, 0] : [0, 1, 2, 0], await ReceiveAsync(isApplied ? 5 : 4));
    }

    [Fact]
    public async Task Sender_Reject_IsNotStoredAndHasTheCondition()
    {
        await StartAsync(
            Sender with
            {
                Action = FaultAction.Reject,
                Every = 2,
                Times = 1,
                Condition = "com.microsoft:entity-disabled",
                Text = "So the plan says.",
            }
        );
        await SendAsync(1);

        HubException failure = await Assert.ThrowsAsync<HubException>(() => SendAsync(1));
        await SendAsync(2);

        Assert.Equal((HubFailureReason.ResourceNotFound, false), (failure.Reason, failure.IsOutcomeUnknown));
        Assert.Contains("So the plan says.", failure.Message, StringComparison.Ordinal);
        Assert.Equal([0, 0, 1], await ReceiveAsync(3));
    }

    [Fact]
    public async Task Sender_DropAnswer_IsStoredAndTheClientRunsOutOfTime()
    {
        await StartAsync(Sender with { Action = FaultAction.DropAnswer, After = 0 });

        HubException failure = await Assert.ThrowsAsync<HubException>(() => SendAsync(1));

        Assert.Equal((HubFailureReason.ServiceTimeout, true), (failure.Reason, failure.IsOutcomeUnknown));
        Assert.Equal([0], await ReceiveAsync(1));
    }

    [Theory]
    [InlineData(FaultAction.DelayAnswer)]
    [InlineData(FaultAction.Stall)]
    public async Task Sender_DelayOrStall_AnswersWhenTheTimeHasCome(FaultAction action)
    {
        await StartAsync(Sender with { Action = action, After = 0, Delay = TimeSpan.FromSeconds(30) });
        Task sending = SendAsync(1);
        await Eventually.IsTrueAsync(
            async _ => (await EndAsync()).LastEnqueuedSequenceNumber == 0,
            Long,
            () => "the event is stored",
            Token
        );
        Assert.False(sending.IsCompleted);

        await AdvanceUntilAsync(sending);

        await sending;
    }

    [Fact]
    public async Task Sender_Refuse_IsRefusedAsOftenAsThePlanSays()
    {
        await StartAsync(
            Sender with
            {
                Action = FaultAction.Refuse,
                After = 0,
                Times = 2,
                Condition = "amqp:not-allowed",
                Hub = "hub",
                Partition = "0",
            }
        );

        for (int i = 0; i < 2; i++)
        {
            HubException failure = await Assert.ThrowsAsync<HubException>(() => SendAsync(1));
            Assert.Equal(HubFailureReason.InvalidOperation, failure.Reason);
        }

        await SendAsync(1);
    }

    [Theory]
    [InlineData(FaultAction.Detach)]
    [InlineData(FaultAction.Close)]
    [InlineData(FaultAction.Cut)]
    public async Task Receiver_LinkOrConnectionEnds_GoesOnWithoutLoss(FaultAction action)
    {
        await StartAsync(Receiver with { Action = action, Every = 4, Times = 2, Condition = ConditionOf(action) });
        await SendAsync(10);

        Assert.Equal(Enumerable.Range(0, 10), await ReceiveAsync(10));
    }

    // A plain AMQP client is the witness: the official one may have attached again before it has heard why its link ended.
    [Fact]
    public async Task Receiver_Steal_ClosesTheLinkAsStolen()
    {
        await StartAsync(Receiver with { Action = FaultAction.Steal, After = 2 });
        await SendAsync(5);
        await using AmqpClient client = await AmqpClient.ConnectAsync(_broker!);

        Task<Error> closed = Watch(client.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0"));

        Assert.Equal("amqp:link:stolen", (await closed.WaitAsync(Long, Token)).Condition.ToString());
    }

    [Fact]
    public async Task Receiver_Stall_GetsTheRestWhenTheTimeHasCome()
    {
        await StartAsync(Receiver with { Action = FaultAction.Stall, After = 2, Delay = TimeSpan.FromSeconds(30) });
        await SendAsync(5);
        await using HubReceiver receiver = Receive();
        int received = 0;
        while (received < 2)
        {
            received += (await receiver.ReceiveAsync(5, Long, Token)).Count;
        }

        Task<IReadOnlyList<ReceivedEvent>> rest = receiver.ReceiveAsync(5, Long, Token).AsTask();
        Assert.Equal(2, received);
        await AdvanceUntilAsync(rest);

        Assert.Equal(2, (await rest)[0].SequenceNumber);
    }

    [Fact]
    public async Task Receiver_AtATime_MeetsItWithoutAnEvent()
    {
        await StartAsync(Receiver with { Action = FaultAction.Steal, At = TimeSpan.FromMinutes(5) });
        await SendAsync(1);
        await using AmqpClient client = await AmqpClient.ConnectAsync(_broker!);
        ReceiverLink link = client.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0");
        Task<Error> closed = Watch(link);
        Assert.NotNull(await link.ReceiveAsync(Long));
        Assert.False(closed.IsCompleted);

        _brokerTime.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("amqp:link:stolen", (await closed.WaitAsync(Long, Token)).Condition.ToString());
    }

    private static Task<Error> Watch(ReceiverLink link)
    {
        var closed = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        link.Closed += (_, error) => closed.TrySetResult(error);
        link.SetCredit(10, autoRestore: false);
        return closed.Task;
    }

    private static string? ConditionOf(FaultAction action) =>
        action switch
        {
            FaultAction.Detach => "amqp:link:detach-forced",
            FaultAction.Close => "amqp:connection:forced",
            _ => null,
        };

    private async Task StartAsync(params FaultRule[] rules)
    {
        _broker = await LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = _folder.Path,
                Port = 0,
                Hubs = [new HubOptions("hub", 1)],
                Faults = new FaultPlan { Rules = rules },
                TimeProvider = _brokerTime,
            },
            Token
        );
        _connection = new EventHubConnection(_broker.ConnectionString, "hub");
        _consumer = new EventHubConsumerClient(
            "$Default",
            _connection,
            new EventHubConsumerClientOptions { RetryOptions = Once }
        );
    }

    private async Task SendAsync(int count)
    {
        await using var sender = new HubSender(new EventHubConnection(_broker!.ConnectionString, "hub"), Once);
        for (int i = 0; i < count; i++)
        {
            await sender.SendAsync(new EventData(BitConverter.GetBytes(i)), SendTarget.ToPartition("0"));
        }
    }

    private HubReceiver Receive() =>
        new(
            _connection!,
            new HubManagement(_connection!),
            "$Default",
            "0",
            EventPosition.Earliest,
            new PartitionReceiverOptions()
        );

    private async Task<List<int>> ReceiveAsync(int count)
    {
        await using HubReceiver receiver = Receive();
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            try
            {
                IReadOnlyList<ReceivedEvent> events = await receiver.ReceiveAsync(count, Long, Token);
                Assert.NotEmpty(events);
                numbers.AddRange(events.Select(received => BitConverter.ToInt32(received.Body.Span)));
            }
            catch (HubException e) when (e.IsTransient)
            {
                // Read on.
            }
        }

        return numbers;
    }

    private async Task AdvanceUntilAsync(Task task)
    {
        await Eventually.IsTrueAsync(
            () =>
            {
                _brokerTime.Advance(TimeSpan.FromSeconds(5));
                return task.IsCompleted;
            },
            Long,
            () => "the end of the delay",
            Token
        );
    }
}
