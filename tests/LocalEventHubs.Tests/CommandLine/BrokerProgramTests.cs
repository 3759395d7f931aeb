using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.CommandLine;

[Trait("Level", "Process")]
public sealed class BrokerProgramTests
{
    [Fact]
    public async Task Run_UntilItIsTerminated_ExitsWithZero()
    {
        using var folder = new TemporaryFolder();
        await using ChildProcess broker = await BrokerProcess.StartAsync(folder.Path);
        int port = await BrokerProcess.GetPortAsync(broker);
        await using AmqpClient client = await AmqpClient.ConnectAsync(port);
        await client.CreateSender("hub").SendAsync(AmqpClient.CreateEvent("a"), AmqpClient.Deadline);

        Assert.Equal(0, await broker.TerminateAsync(AmqpClient.Deadline));

        Assert.Equal("amqp:connection:forced", (await client.Connection.GetErrorAsync()).Condition);
        Assert.StartsWith("listening on amqp://127.0.0.1:", broker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BadArguments_SaysWhyAndExitsWithOne()
    {
        using var folder = new TemporaryFolder();
        await using ChildProcess broker = await ChildProcess.StartAsync(
            "broker",
            Repository.Program("ModelData.LocalEventHubs"),
            ["--data", folder.Path, "--hub", "bad name"]
        );

        Assert.Equal(1, await broker.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("'bad name' is no hub name", broker.Output, StringComparison.Ordinal);
    }
}
