using Amqp;
using Amqp.Framing;
using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Endpoints;

[Trait("Level", "Integration")]
public sealed class ThrottlingTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Send_BeyondThePartitionsShare_IsRefusedAsBusyUntilASecondIsOver()
    {
        await using BrokerFixture fixture = await StartAsync(units: 1);
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        SenderLink other = client.CreateSender("hub/Partitions/1");
        // Half a unit for each of two partitions: 500 events.
        await sender.SendAsync(Batch(500), AmqpClient.Deadline);

        Error busy = await LinkOutcome.GetErrorAsync(() =>
            sender.SendAsync(AmqpClient.CreateEvent("x"), AmqpClient.Deadline)
        );
        await other.SendAsync(AmqpClient.CreateEvent("y"), AmqpClient.Deadline);
        _time.Advance(TimeSpan.FromSeconds(1));
        await sender.SendAsync(AmqpClient.CreateEvent("z"), AmqpClient.Deadline);

        Assert.Equal("com.microsoft:server-busy", busy.Condition);
        Assert.Contains("50002", busy.Description, StringComparison.Ordinal);
        Assert.False(sender.IsClosed);
    }

    [Fact]
    public async Task Send_NoUnits_IsNotLimited()
    {
        await using BrokerFixture fixture = await StartAsync(units: 0);
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");

        for (int i = 0; i < 3; i++)
        {
            await sender.SendAsync(Batch(2000), AmqpClient.Deadline);
        }
    }

    [Fact]
    public async Task Receive_BeyondThePartitionsShare_IsSlowedAndLosesNothing()
    {
        await using BrokerFixture fixture = await StartAsync(units: 1);
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        const int count = 2500;
        for (int i = 0; i < count; i += 500)
        {
            await sender.SendAsync(Batch(500, i), AmqpClient.Deadline);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        ReceiverLink receiver = client.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0");
        receiver.SetCredit(count, CreditMode.Manual);
        var received = new List<string>();
        // The clock stands: half of 4096 events are there at once, and what is owed for less than a millisecond.
        while (await receiver.ReceiveAsync(TimeSpan.FromSeconds(received.Count < 2048 ? 20 : 0.2)) is { } message)
        {
            Take(message);
        }

        Assert.InRange(received.Count, 2048, 2052);
        while (received.Count < count)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            if (await receiver.ReceiveAsync(TimeSpan.FromMilliseconds(5)) is { } message)
            {
                Take(message);
            }
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), received);

        void Take(Message message) => received.Add(AmqpClient.GetText(message));
    }

    private static Message Batch(int count, int first = 0) =>
        AmqpClient.CreateBatch(null, Enumerable.Range(first, count).Select(i => $"{i}"));

    private Task<BrokerFixture> StartAsync(int units) =>
        BrokerFixture.StartAsync(options => new LocalBrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Hubs = options.Hubs,
            Port = 0,
            TimeProvider = _time,
            ThroughputUnits = units,
        });
}
