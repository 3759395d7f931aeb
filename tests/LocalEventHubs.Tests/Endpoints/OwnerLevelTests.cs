using Amqp;
using Amqp.Framing;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Endpoints;

[Trait("Level", "Integration")]
public sealed class OwnerLevelTests
{
    private const string Address = "hub/ConsumerGroups/$Default/Partitions/0";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(null, 0)]
    public async Task Attach_EqualOrHigher_DisplacesTheHolder(int? held, int wanted)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        await sender.SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        ReceiverLink old = client.CreateReceiver(Address, ownerLevel: held, name: "old");
        await old.ReceiveAsync(AmqpClient.Deadline);

        ReceiverLink winner = client.CreateReceiver(Address, ownerLevel: wanted, name: "winner");

        Error error = await old.GetErrorAsync();
        Assert.Equal("amqp:link:stolen", error.Condition);
        Assert.Contains("higher epoch", error.Description, StringComparison.Ordinal);
        Assert.Contains("'old'", error.Description, StringComparison.Ordinal);
        Assert.Contains("'winner'", error.Description, StringComparison.Ordinal);
        Assert.NotNull(await winner.ReceiveAsync(AmqpClient.Deadline));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(0, null)]
    public async Task Attach_LowerOrNone_IsRefused(int held, int? wanted)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        await sender.SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        ReceiverLink holder = client.CreateReceiver(Address, ownerLevel: held);
        await holder.ReceiveAsync(AmqpClient.Deadline);
        Attach? reply = null;

        ReceiverLink refused = client.CreateReceiver(
            Address,
            ownerLevel: wanted,
            onAttached: (_, attach) => reply = attach
        );

        Assert.Equal("amqp:link:stolen", (await refused.GetErrorAsync()).Condition);
        Assert.Null(reply?.Source);
        Assert.False(holder.IsClosed);
    }

    [Fact]
    public async Task Attach_SixthWithoutLevel_IsRefused()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        await AttachFiveAsync(client);

        Error error = await client.CreateReceiver(Address).GetErrorAsync();

        Assert.Equal("amqp:resource-limit-exceeded", error.Condition);
        // Another group and another partition have room of their own.
        await AttachAsync(client, "hub/ConsumerGroups/second/Partitions/0");
        await AttachAsync(client, "hub/ConsumerGroups/$Default/Partitions/1");
    }

    [Fact]
    public async Task Attach_HolderClosedOrGone_IsAdmitted()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        ReceiverLink holder = await AttachAsync(client, Address, 5);
        await holder.CloseAsync();
        await AttachAsync(client, Address, 1);

        // The connection ends without a word.
        AmqpClient other = await fixture.ConnectAsync();
        await AttachAsync(other, Address, 9);
        await other.DisposeAsync();
        // The broker answers a close before it has let go of the links.
        using var deadline = new CancellationTokenSource(AmqpClient.Deadline);
        while (!await TryAttachAsync(client, Address, 1))
        {
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Steal_UnderLoad_NoTransferFollowsTheDetach()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient sending = await fixture.ConnectAsync();
        SenderLink sender = sending.CreateSender("hub/Partitions/0");
        for (int i = 0; i < 20; i++)
        {
            await sender.SendAsync(
                AmqpClient.CreateBatch(null, Enumerable.Repeat(new string('x', 500), 500)),
                AmqpClient.Deadline
            );
        }

        AmqpClient previous = await fixture.ConnectAsync();
        ReceiverLink holder = previous.CreateReceiver(Address, ownerLevel: 0);
        for (int round = 0; round < 8; round++)
        {
            var afterClose = 0;
            var first = new TaskCompletionSource();
            ReceiverLink current = holder;
            current.Start(
                300,
                (link, message) =>
                {
                    if (link.IsClosed)
                    {
                        Interlocked.Increment(ref afterClose);
                    }

                    first.TrySetResult();
                    link.Accept(message);
                }
            );
            await first.Task.WaitAsync(AmqpClient.Deadline);
            AmqpClient thief = await fixture.ConnectAsync();
            holder = thief.CreateReceiver(Address, ownerLevel: 0);

            Assert.Equal("amqp:link:stolen", (await current.GetErrorAsync()).Condition);
            Assert.Equal(0, afterClose);
            // A transfer behind the detach would have made the library end the connection.
            Assert.False(previous.Connection.IsClosed);
            await previous.DisposeAsync();
            previous = thief;
        }

        await previous.DisposeAsync();
    }

    private static async Task AttachFiveAsync(AmqpClient client)
    {
        for (int i = 0; i < 5; i++)
        {
            await AttachAsync(client, Address);
        }
    }

    private static async Task<ReceiverLink> AttachAsync(AmqpClient client, string address, long? ownerLevel = null)
    {
        (ReceiverLink receiver, bool isAdmitted) = await AskAsync(client, address, ownerLevel);
        Assert.True(isAdmitted);
        return receiver;
    }

    private static async Task<bool> TryAttachAsync(AmqpClient client, string address, long ownerLevel) =>
        (await AskAsync(client, address, ownerLevel)).IsAdmitted;

    // An attach without a source announces that the detach with the reason follows.
    private static async Task<(ReceiverLink Receiver, bool IsAdmitted)> AskAsync(
        AmqpClient client,
        string address,
        long? ownerLevel
    )
    {
        var attached = new TaskCompletionSource<Attach>();
        ReceiverLink receiver = client.CreateReceiver(
            address,
            ownerLevel: ownerLevel,
            onAttached: (_, attach) => attached.TrySetResult(attach)
        );
        return (receiver, (await attached.Task.WaitAsync(AmqpClient.Deadline)).Source is not null);
    }
}
