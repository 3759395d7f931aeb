using Amqp;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.Endpoints;

[Trait("Level", "Process")]
public sealed class BackPressureTests
{
    [Fact]
    public async Task Receive_ReaderStops_CostsAFewMegabytes()
    {
        using var folder = new TemporaryFolder();
        await using ChildProcess broker = await BrokerProcess.StartAsync(folder.Path);
        int port = await BrokerProcess.GetPortAsync(broker);
        await using AmqpClient sending = await AmqpClient.ConnectAsync(port);
        SenderLink sender = sending.CreateSender("hub/Partitions/0");
        const int Events = 300;
        for (int i = 0; i < Events; i += 20)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 20)
                    .Select(_ =>
                        sender.SendAsync(AmqpClient.CreateEvent(new string('x', 1_000_000)), AmqpClient.Deadline)
                    )
            );
        }

        long before = BrokerProcess.GetMemoryBytes(broker);
        var readers = new List<RawPeer>();
        for (int i = 0; i < 4; i++)
        {
            // Credit for 1000 events of 1 MB each, and then nothing is read.
            RawPeer reader = await RawPeer.ConnectAsync(port);
            readers.Add(reader);
            await reader.OpenPlainAsync();
            await reader.AttachReceiverAsync("hub/ConsumerGroups/$Default/Partitions/0", credit: 1000);
        }

        // Whatever it would gather, it gathers at once: wait until its size stays the same.
        long last = -1;
        await Eventually.IsTrueAsync(
            () =>
            {
                long now = BrokerProcess.GetMemoryBytes(broker);
                bool same = Math.Abs(now - last) < 100_000;
                last = now;
                return same;
            },
            AmqpClient.Deadline,
            () => "The broker's memory does not settle.",
            TestContext.Current.CancellationToken
        );
        long grown = BrokerProcess.GetMemoryBytes(broker) - before;

        // Four readers: at most a block, a flush and the socket's buffers each; without back-pressure it is 1.2 GB.
        Assert.InRange(grown, long.MinValue, 60_000_000);
        readers.ForEach(reader => reader.Dispose());
    }
}
