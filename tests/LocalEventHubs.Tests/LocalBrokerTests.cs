using System.Net.Sockets;
using Amqp;
using Amqp.Framing;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs;

[Trait("Level", "Integration")]
public sealed class LocalBrokerTests
{
    [Fact]
    public async Task DisposeAsync_OpenConnections_AreToldToReconnect()
    {
        BrokerFixture fixture = await BrokerFixture.StartAsync();
        await using BrokerFixture _ = fixture;
        AmqpClient client = await fixture.ConnectAsync();
        SenderLink sender = client.CreateSender("hub/Partitions/0");
        await sender.SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);

        await fixture.RestartAsync();

        Error error = await client.Connection.GetErrorAsync();
        Assert.Equal("amqp:connection:forced", error.Condition);
        Assert.Contains("stopping", error.Description, StringComparison.Ordinal);
        await using AmqpClient again = await fixture.ConnectAsync();
        ReceiverLink receiver = again.CreateReceiver("hub/ConsumerGroups/$Default/Partitions/0");
        Assert.Equal("a", AmqpClient.GetText(await receiver.ReceiveAsync(AmqpClient.Deadline)));
    }

    [Fact]
    public async Task DisposeAsync_Twice_DoesNothing()
    {
        using var folder = new TemporaryFolder();
        LocalBroker broker = await LocalBroker.StartAsync(
            BrokerFixture.CreateOptions(folder.Path),
            TestContext.Current.CancellationToken
        );

        await broker.DisposeAsync();
        await broker.DisposeAsync();

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(async () => await socket.ConnectAsync("127.0.0.1", broker.Port));
    }

    [Fact]
    public async Task StartAsync_SameFolder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using LocalBroker first = await LocalBroker.StartAsync(
            BrokerFixture.CreateOptions(folder.Path),
            TestContext.Current.CancellationToken
        );

        await Assert.ThrowsAnyAsync<IOException>(() =>
            LocalBroker.StartAsync(BrokerFixture.CreateOptions(folder.Path), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task StartAsync_FewerPartitions_IsRefusedAndMoreAreAdded()
    {
        using var folder = new TemporaryFolder();
        await StartAndStopAsync(folder.Path, 2);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAndStopAsync(folder.Path, 1));
        Assert.Contains("cannot shrink", refused.Message, StringComparison.Ordinal);
        await StartAndStopAsync(folder.Path, 3);
    }

    [Fact]
    public async Task StartAsync_EverythingWrong_IsToldAtOnce()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            LocalBroker.StartAsync(
                new LocalBrokerOptions
                {
                    DataDirectory = " ",
                    Hubs = [new HubOptions("a"), new HubOptions("A") { ConsumerGroups = ["/"] }],
                    Rules = [],
                    Port = 70000,
                    Retention = TimeSpan.Zero,
                    MaxMessageBytes = 1,
                    TailCacheBytes = -1,
                    SegmentBytes = 1,
                    IdleTimeout = TimeSpan.FromSeconds(1),
                },
                TestContext.Current.CancellationToken
            )
        );

        foreach (
            string word in new[]
            {
                "directory",
                "twice",
                "rule",
                "port",
                "retention",
                "message",
                "cache",
                "segment",
                "idle",
                "'/'",
            }
        )
        {
            Assert.Contains(word, refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("$cbs")]
    public void HubOptions_BadName_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new HubOptions(name));

    [Fact]
    public async Task ConnectionString_Default_NamesTheEmulatorsRule()
    {
        await using BrokerFixture fixture = await BrokerFixture.StartAsync();

        Assert.Equal(
            $"Endpoint=sb://127.0.0.1:{fixture.Broker.Port};SharedAccessKeyName=RootManageSharedAccessKey;"
                + "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;",
            fixture.Broker.ConnectionString
        );
    }

    private static async Task StartAndStopAsync(string folder, int partitions)
    {
        LocalBroker broker = await LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = folder,
                Port = 0,
                Hubs = [new HubOptions("hub", partitions)],
            },
            TestContext.Current.CancellationToken
        );
        await broker.DisposeAsync();
    }
}
