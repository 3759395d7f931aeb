using Amqp;
using Amqp.Framing;
using Amqp.Types;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.LocalEventHubs.Endpoints;

[Trait("Level", "Integration")]
public sealed class SendingTests
{
    [Fact]
    public async Task Send_SingleAndBatch_AreStoredAsEventsOfTheirOwn()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("/hub/Partitions/1");
        await sender.SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);
        await sender.SendAsync(AmqpClient.CreateBatch(null, "b", "c"), AmqpClient.Deadline);
        await sender.SendAsync(AmqpClient.CreateBatch(null, "d"), AmqpClient.Deadline);

        Assert.Equal(["a", "b", "c", "d"], await ReadTextsAsync(client, "1", 4));
    }

    [Fact]
    public async Task Send_WithKey_GoesToTheKeysPartitionAndCarriesIt()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub");
        // Of two partitions: -7291 % 2 = 1, -12036 % 2 = 0 (table of the partition key hash).
        await sender.SendAsync(AmqpClient.CreateBatch("model-a", "one"), AmqpClient.Deadline);
        Message single = AmqpClient.CreateEvent("zero");
        single.MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-partition-key")] = "test" };
        await sender.SendAsync(single, AmqpClient.Deadline);

        Message one = await ReadOneAsync(client, "1");
        Message zero = await ReadOneAsync(client, "0");
        Assert.Equal("one", AmqpClient.GetText(one));
        Assert.Equal("model-a", one.MessageAnnotations[new Symbol("x-opt-partition-key")]);
        Assert.Equal("zero", AmqpClient.GetText(zero));
    }

    [Fact]
    public async Task Send_WithoutKey_SpreadsOverThePartitions()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub");
        for (int i = 0; i < 4; i++)
        {
            await sender.SendAsync(AmqpClient.CreateEvent("x" + i), AmqpClient.Deadline);
        }

        Assert.Equal(["x0", "x2"], await ReadTextsAsync(client, "0", 2));
        Assert.Equal(["x1", "x3"], await ReadTextsAsync(client, "1", 2));
    }

    [Fact]
    public async Task Send_Oversize_IsRejectedAndTheLinkStays()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAsync(fixture.Broker, maxFrameBytes: 65536);
        var attached = new TaskCompletionSource<Attach>();
        SenderLink sender = client.CreateSender("hub", (_, attach) => attached.TrySetResult(attach));

        Error error = await LinkOutcome.GetErrorAsync(() =>
            sender.SendAsync(AmqpClient.CreateEvent(new string('x', 1_100_000)), AmqpClient.Deadline)
        );

        Assert.Equal("amqp:link:message-size-exceeded", error.Condition);
        Assert.Contains("1048576", error.Description, StringComparison.Ordinal);
        Assert.Equal(1048576UL, (await attached.Task.WaitAsync(AmqpClient.Deadline)).MaxMessageSize);
        await sender.SendAsync(AmqpClient.CreateEvent(new string('x', 1_000_000)), AmqpClient.Deadline);
    }

    [Theory]
    [InlineData("6869")]
    [InlineData("005375B0FFFFFFFF")]
    [InlineData("005372C1020140005375A00131")]
    public async Task Send_MalformedEventInABatch_IsRejectedWhole(string hex)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        Message batch = AmqpClient.CreateBatch(null, "good");
        ((DataList)batch.BodySection).Add(new Data { Binary = Convert.FromHexString(hex) });

        Error error = await LinkOutcome.GetErrorAsync(() => sender.SendAsync(batch, AmqpClient.Deadline));

        Assert.Equal("amqp:decode-error", error.Condition);
        await sender.SendAsync(AmqpClient.CreateEvent("next"), AmqpClient.Deadline);
        Assert.Equal(0, AmqpClient.GetSequence(await ReadOneAsync(client, "0")));
    }

    [Theory]
    [InlineData("nohub", "amqp:not-found")]
    [InlineData("hub/Partitions/2", "com.microsoft:argument-out-of-range")]
    [InlineData("hub/Partitions/-1", "com.microsoft:argument-out-of-range")]
    [InlineData("hub/Partitions/00", "com.microsoft:argument-out-of-range")]
    [InlineData("hub/Partitions", "amqp:not-found")]
    [InlineData("hub/../other", "amqp:not-found")]
    [InlineData("hub/Publishers/p", "amqp:not-found")]
    public async Task Attach_UnknownTarget_IsRefused(string address, string condition)
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();

        Error error = await client.CreateSender(address).GetErrorAsync();

        Assert.Equal(condition, error.Condition);
    }

    [Fact]
    public async Task Send_FarBeyondTheFirstCredit_GoesOn()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");

        for (int round = 0; round < 5; round++)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 500)
                    .Select(_ => sender.SendAsync(AmqpClient.CreateEvent(new string('x', 1000)), AmqpClient.Deadline))
            );
        }

        ReceiverLink receiver = client.CreateReceiver(
            "hub/ConsumerGroups/$Default/Partitions/0",
            "amqp.annotation.x-opt-sequence-number >= '2499'"
        );
        Assert.Equal(2499, AmqpClient.GetSequence(await receiver.ReceiveAsync(AmqpClient.Deadline)));
    }

    private static async Task<Message> ReadOneAsync(AmqpClient client, string partition)
    {
        ReceiverLink receiver = client.CreateReceiver($"hub/ConsumerGroups/$Default/Partitions/{partition}");
        return await receiver.ReceiveAsync(AmqpClient.Deadline) ?? throw new TimeoutException("Nothing came.");
    }

    private static async Task<List<string>> ReadTextsAsync(AmqpClient client, string partition, int count)
    {
        ReceiverLink receiver = client.CreateReceiver($"hub/ConsumerGroups/$Default/Partitions/{partition}");
        var texts = new List<string>();
        for (int i = 0; i < count; i++)
        {
            Message message =
                await receiver.ReceiveAsync(AmqpClient.Deadline) ?? throw new TimeoutException("Nothing came.");
            Assert.Equal(i, AmqpClient.GetSequence(message));
            receiver.Accept(message);
            texts.Add(AmqpClient.GetText(message));
        }

        return texts;
    }
}
