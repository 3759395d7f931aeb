using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs;
using ModelData.LocalEventHubs.Faults;
using ModelData.Testing;

namespace ModelData.EventHubs.Faults;

/// <summary>Each fault that the local broker can be asked for, with the client as the witness.</summary>
[Trait("Category", "Faults")]
public sealed class BrokerFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _brokerTime = new(DateTimeOffset.UtcNow);
    private LocalBroker? _broker;
    private EventHubsConnection? _connection;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FaultRule Sender => new() { Link = FaultLink.Sender, Action = FaultAction.Cut };

    private static FaultRule Receiver => new() { Link = FaultLink.Receiver, Action = FaultAction.Cut };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
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

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync(1));
        await using (EventHubsConnection patient = Connect(retries: 3))
        {
            await SendAsync(1, patient);
        }

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

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync(1));
        await SendAsync(2);

        Assert.Equal((FailureReason.ResourceNotFound, false), (failure.Reason, failure.IsOutcomeUnknown));
        Assert.Contains("So the plan says.", failure.Message, StringComparison.Ordinal);
        Assert.Equal([0, 0, 1], await ReceiveAsync(3));
    }

    [Fact]
    public async Task Sender_DropAnswer_IsStoredAndTheClientRunsOutOfTime()
    {
        await StartAsync(Sender with { Action = FaultAction.DropAnswer, After = 0 });

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync(1));

        Assert.Equal((FailureReason.ServiceTimeout, true), (failure.Reason, failure.IsOutcomeUnknown));
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
            EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync(1));
            Assert.Equal((FailureReason.InvalidOperation, false), (failure.Reason, failure.IsOutcomeUnknown));
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

    [Fact]
    public async Task Receiver_Steal_IsFinal()
    {
        await StartAsync(Receiver with { Action = FaultAction.Steal, After = 2 });
        await SendAsync(5);

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => ReceiveAsync(5));

        Assert.Equal(FailureReason.ConsumerDisconnected, failure.Reason);
    }

    [Fact]
    public async Task Receiver_Stall_GetsTheRestWhenTheTimeHasCome()
    {
        await StartAsync(Receiver with { Action = FaultAction.Stall, After = 2, Delay = TimeSpan.FromSeconds(30) });
        await SendAsync(5);
        await using IPartitionReceiver receiver = _connection!.CreateReceiver("$Default", "0", EventPosition.Earliest);
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
        await using IPartitionReceiver receiver = _connection!.CreateReceiver("$Default", "0", EventPosition.Earliest);
        Assert.Single(await receiver.ReceiveAsync(5, Long, Token));
        Task waiting = receiver.ReceiveAsync(5, Long, Token).AsTask();

        _brokerTime.Advance(TimeSpan.FromMinutes(5));

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => waiting);
        Assert.Equal(FailureReason.ConsumerDisconnected, failure.Reason);
    }

    [Theory]
    [InlineData(FaultLink.Cbs, "amqp:unauthorized-access", FailureReason.Unauthorized)]
    [InlineData(FaultLink.Management, "com.microsoft:server-busy", FailureReason.ServiceBusy)]
    public async Task Request_Reject_HasTheCondition(FaultLink link, string condition, FailureReason reason)
    {
        await StartAsync(
            new FaultRule
            {
                Link = link,
                Action = FaultAction.Reject,
                Every = 1,
                Condition = condition,
            }
        );

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(EndAsync);

        Assert.Equal(reason, failure.Reason);
    }

    [Theory]
    [InlineData(FaultLink.Cbs)]
    [InlineData(FaultLink.Management)]
    public async Task Request_DropAnswer_RunsOutOfTimeOnce(FaultLink link)
    {
        await StartAsync(
            new FaultRule
            {
                Link = link,
                Action = FaultAction.DropAnswer,
                After = 0,
            }
        );

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(EndAsync);
        Assert.Equal(FailureReason.ServiceTimeout, failure.Reason);

        Assert.Equal(-1, (await EndAsync()).LastEnqueuedSequenceNumber);
    }

    [Theory]
    [InlineData(FaultLink.Cbs)]
    [InlineData(FaultLink.Management)]
    public async Task Request_DelayAnswer_AnswersWhenTheTimeHasCome(FaultLink link)
    {
        await StartAsync(
            new FaultRule
            {
                Link = link,
                Action = FaultAction.DelayAnswer,
                After = 0,
                Delay = TimeSpan.FromSeconds(30),
            }
        );
        Task<PartitionProperties> reading = EndAsync();

        await AdvanceUntilAsync(reading);

        Assert.Equal(-1, (await reading).LastEnqueuedSequenceNumber);
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
        // The client's own retries would hide the fault; a receiver's new link is no retry of its.
        _connection = Connect(rules.Any(rule => rule.Link == FaultLink.Receiver) ? 3 : 0);
    }

    private EventHubsConnection Connect(int retries)
    {
        var options = new EventHubsConnectionOptions();
        options.Retry.MaximumRetries = retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.TryTimeout = TimeSpan.FromSeconds(2);
        return new EventHubsConnection(_broker!.ConnectionString, "hub", options);
    }

    private Task SendAsync(int count) => SendAsync(count, _connection!);

    private static async Task SendAsync(int count, EventHubsConnection connection)
    {
        await using IEventSender sender = connection.CreateSender();
        for (int i = 0; i < count; i++)
        {
            await sender.SendAsync(new EventData(BitConverter.GetBytes(i)), SendTarget.ToPartition("0"), Token);
        }
    }

    private async Task<List<int>> ReceiveAsync(int count)
    {
        await using IPartitionReceiver receiver = _connection!.CreateReceiver("$Default", "0", EventPosition.Earliest);
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            IReadOnlyList<ReceivedEvent> events = await receiver.ReceiveAsync(count, Long, Token);
            Assert.NotEmpty(events);
            numbers.AddRange(events.Select(received => BitConverter.ToInt32(received.Body.Span)));
        }

        return numbers;
    }

    private Task<PartitionProperties> EndAsync() => _connection!.Management.GetPartitionPropertiesAsync("0", Token);

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
