using Amqp;
using Amqp.Framing;
using Amqp.Types;
using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.Endpoints;

[Trait("Level", "Integration")]
public sealed class ReceivingTests
{
    private const string Address = "hub/ConsumerGroups/$Default/Partitions/0";
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    [Theory]
    [InlineData(null, 0)]
    [InlineData("amqp.annotation.x-opt-offset > '-1'", 0)]
    [InlineData("amqp.annotation.x-opt-sequence-number > '3'", 4)]
    [InlineData("amqp.annotation.x-opt-sequence-number >= 3", 3)]
    [InlineData("amqp.annotation.x-opt-sequence-number >= '-1'", 0)]
    [InlineData("amqp.annotation.x-opt-enqueued-time > '1800000004000'", 5)]
    [InlineData("amqp.annotation.x-opt-enqueued-time > '1800000003999'", 4)]
    [InlineData("amqp.annotation.x-opt-enqueued-time > 0", 0)]
    public async Task Receive_FromAPosition_StartsThere(string? filter, long expected)
    {
        (BrokerFixture fixture, AmqpClient client) = await StartWithTenEventsAsync();
        await using BrokerFixture _ = fixture;
        await using AmqpClient __ = client;

        ReceiverLink receiver = client.CreateReceiver(Address, filter);

        Assert.Equal(expected, AmqpClient.GetSequence(await receiver.ReceiveAsync(AmqpClient.Deadline)));
    }

    [Fact]
    public async Task Receive_FromEachOffset_StartsThereAlsoAfterARestart()
    {
        (BrokerFixture fixture, AmqpClient client) = await StartWithTenEventsAsync();
        await using BrokerFixture _ = fixture;
        var offsets = new List<string>();
        ReceiverLink all = client.CreateReceiver(Address);
        for (int i = 0; i < 10; i++)
        {
            Message message = await all.ReceiveAsync(AmqpClient.Deadline);
            all.Accept(message);
            offsets.Add((string)message.MessageAnnotations[new Symbol("x-opt-offset")]);
        }

        await client.DisposeAsync();
        await fixture.RestartAsync();
        await using AmqpClient again = await fixture.ConnectAsync();
        for (int i = 0; i < 9; i++)
        {
            Assert.True(long.Parse(offsets[i + 1]) > long.Parse(offsets[i]) + 1);
            ReceiverLink after = again.CreateReceiver(Address, $"amqp.annotation.x-opt-offset > '{offsets[i]}'");
            Assert.Equal(i + 1, AmqpClient.GetSequence(await after.ReceiveAsync(AmqpClient.Deadline)));
            ReceiverLink at = again.CreateReceiver(Address, $"amqp.annotation.x-opt-offset >= '{offsets[i]}'");
            Assert.Equal(i, AmqpClient.GetSequence(await at.ReceiveAsync(AmqpClient.Deadline)));
            await after.CloseAsync();
            await at.CloseAsync();
        }
    }

    [Theory]
    [InlineData("amqp.annotation.x-opt-offset > '@latest'")]
    [InlineData("amqp.annotation.x-opt-sequence-number > '9'")]
    [InlineData("amqp.annotation.x-opt-enqueued-time > '9999999999999'")]
    public async Task Receive_FromTheEnd_DeliversWhatComesNext(string filter)
    {
        (BrokerFixture fixture, AmqpClient client) = await StartWithTenEventsAsync();
        await using BrokerFixture _ = fixture;
        await using AmqpClient __ = client;
        var attached = new TaskCompletionSource();
        ReceiverLink receiver = client.CreateReceiver(Address, filter, onAttached: (_, _) => attached.TrySetResult());
        await attached.Task.WaitAsync(AmqpClient.Deadline);

        await client.CreateSender("hub/Partitions/0").SendAsync(AmqpClient.CreateEvent("next"), AmqpClient.Deadline);

        Message message = await receiver.ReceiveAsync(AmqpClient.Deadline);
        Assert.Equal("next", AmqpClient.GetText(message));
        Assert.Equal(10, AmqpClient.GetSequence(message));
    }

    [Theory]
    [InlineData("amqp.annotation.x-opt-sequence-number > '10'", "com.microsoft:argument-error", "'9'")]
    [InlineData("amqp.annotation.x-opt-offset > '99999999'", "com.microsoft:argument-error", "99999999")]
    [InlineData("amqp.annotation.x-opt-offset > 'x'", "com.microsoft:argument-error", "invalid")]
    [InlineData("anything", "com.microsoft:argument-error", "invalid")]
    public async Task Attach_BadPosition_IsRefused(string filter, string condition, string text)
    {
        (BrokerFixture fixture, AmqpClient client) = await StartWithTenEventsAsync();
        await using BrokerFixture _ = fixture;
        await using AmqpClient __ = client;

        Error error = await client.CreateReceiver(Address, filter).GetErrorAsync();

        Assert.Equal(condition, error.Condition);
        Assert.Contains(text, error.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hub/ConsumerGroups/nobody/Partitions/0", "amqp:not-found", "could not be found")]
    [InlineData("nohub/ConsumerGroups/$Default/Partitions/0", "amqp:not-found", "could not be found")]
    [InlineData("hub/ConsumerGroups/$Default/Partitions/7", "com.microsoft:argument-out-of-range", "7")]
    [InlineData("hub", "amqp:not-found", "could not be found")]
    public async Task Attach_UnknownSource_IsRefused(string address, string condition, string text)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();

        Error error = await client.CreateReceiver(address).GetErrorAsync();

        Assert.Equal(condition, error.Condition);
        Assert.Contains(text, error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_OtherSpelling_IsTheSame()
    {
        (BrokerFixture fixture, AmqpClient client) = await StartWithTenEventsAsync();
        await using BrokerFixture _ = fixture;
        await using AmqpClient __ = client;
        var attached = new TaskCompletionSource<Attach>();

        ReceiverLink receiver = client.CreateReceiver(
            "/HUB/consumergroups/%24default/partitions/0",
            wantsMetric: true,
            onAttached: (_, attach) => attached.TrySetResult(attach)
        );
        Message message = await receiver.ReceiveAsync(AmqpClient.Deadline);

        Attach reply = await attached.Task.WaitAsync(AmqpClient.Deadline);
        Assert.Equal(SenderSettleMode.Settled, reply.SndSettleMode);
        Assert.Equal(
            ["com.microsoft:enable-receiver-runtime-metric"],
            reply.OfferedCapabilities.Select(it => it.ToString())
        );
        Assert.Equal(9L, message.DeliveryAnnotations[new Symbol("last_enqueued_sequence_number")]);
        Assert.IsType<string>(message.DeliveryAnnotations[new Symbol("last_enqueued_offset")]);
        Assert.Equal(
            Start.AddSeconds(9).UtcDateTime,
            message.DeliveryAnnotations[new Symbol("last_enqueued_time_utc")]
        );
        Assert.IsType<DateTime>(message.DeliveryAnnotations[new Symbol("runtime_info_retrieval_time_utc")]);
        Assert.Equal("e0", AmqpClient.GetText(message));
    }

    [Fact]
    public async Task Receive_LittleCredit_DeliversNoMore()
    {
        (BrokerFixture fixture, AmqpClient client) = await StartWithTenEventsAsync();
        await using BrokerFixture _ = fixture;
        await using AmqpClient __ = client;
        ReceiverLink receiver = client.CreateReceiver(Address);
        var got = new List<long>();
        receiver.SetCredit(3, CreditMode.Manual);
        for (int i = 0; i < 3; i++)
        {
            got.Add(AmqpClient.GetSequence(await receiver.ReceiveAsync(AmqpClient.Deadline)));
        }

        // A fourth would arrive within this.
        Assert.Null(await receiver.ReceiveAsync(TimeSpan.FromMilliseconds(200)));
        receiver.SetCredit(2, CreditMode.Manual);
        got.Add(AmqpClient.GetSequence(await receiver.ReceiveAsync(AmqpClient.Deadline)));
        got.Add(AmqpClient.GetSequence(await receiver.ReceiveAsync(AmqpClient.Deadline)));

        Assert.Null(await receiver.ReceiveAsync(TimeSpan.FromMilliseconds(200)));
        Assert.Equal([0, 1, 2, 3, 4], got);
    }

    [Fact]
    public async Task Receive_Drain_GivesTheCreditBack()
    {
        (BrokerFixture fixture, AmqpClient client) = await StartWithTenEventsAsync();
        await using BrokerFixture _ = fixture;
        await using AmqpClient __ = client;
        ReceiverLink receiver = client.CreateReceiver(Address);
        receiver.SetCredit(50, CreditMode.Drain);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i, AmqpClient.GetSequence(await receiver.ReceiveAsync(AmqpClient.Deadline)));
        }

        // The credit of the drain must be gone: a new event waits for new credit.
        await Eventually.IsTrueAsync(
            () => !GetDrainState(receiver),
            AmqpClient.Deadline,
            () => "The drain was not answered.",
            TestContext.Current.CancellationToken
        );
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        await sender.SendAsync(AmqpClient.CreateEvent("later"), AmqpClient.Deadline);
        Assert.Null(await receiver.ReceiveAsync(TimeSpan.FromMilliseconds(200)));
        receiver.SetCredit(1, CreditMode.Manual);
        Assert.Equal("later", AmqpClient.GetText(await receiver.ReceiveAsync(AmqpClient.Deadline)));
    }

    [Fact]
    public async Task Receive_ManySmallEvents_AllComeInOrder()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        const int Count = 20_000;
        for (int i = 0; i < Count; i += 1000)
        {
            int first = i;
            await sender.SendAsync(
                AmqpClient.CreateBatch(null, Enumerable.Range(first, 1000).Select(it => it.ToString())),
                AmqpClient.Deadline
            );
        }

        // More than the session window of 2048 takes.
        ReceiverLink receiver = client.CreateReceiver(Address);
        long next = 0;
        var done = new TaskCompletionSource();
        receiver.Start(
            5000,
            (link, message) =>
            {
                if (AmqpClient.GetSequence(message) != next || AmqpClient.GetText(message) != next.ToString())
                {
                    done.TrySetException(new InvalidDataException($"Expected {next}."));
                }

                link.Accept(message);
                if (++next == Count)
                {
                    done.TrySetResult();
                }
            }
        );

        await done.Task.WaitAsync(AmqpClient.Deadline);
    }

    private static bool GetDrainState(ReceiverLink receiver) =>
        (bool)
            typeof(ReceiverLink)
                .GetField("drain", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
                .GetValue(receiver)!;

    // Each a second after the other: e0 at Start, e1 at Start + 1 s, ...
    private static async Task<(BrokerFixture Fixture, AmqpClient Client)> StartWithTenEventsAsync()
    {
        var time = new FakeTimeProvider(Start);
        BrokerFixture fixture = await BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = options.Hubs,
            Port = 0,
            TimeProvider = time,
            Retention = Timeout.InfiniteTimeSpan,
        });
        AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        for (int i = 0; i < 10; i++)
        {
            await sender.SendAsync(AmqpClient.CreateEvent("e" + i), AmqpClient.Deadline);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        return (fixture, client);
    }
}
