using Amqp;
using Amqp.Framing;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs;

/// <summary>The program is killed (SIGKILL) under load, again and again in one folder; every acknowledged event must be there.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Crash")]
public sealed class CrashTests
{
    private const int Rounds = 5;
    private const int Senders = 4;

    [Fact]
    public async Task Kill_UnderLoad_KeepsEveryAcknowledgedEvent()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new HashSet<string>();
        for (int round = 0; round < Rounds; round++)
        {
            await using ChildProcess broker = await BrokerProcess.StartAsync(folder.Path);
            int port = await BrokerProcess.GetPortAsync(broker);
            int target = acknowledged.Count + 300 + (round * 150);
            var sending = new CancellationTokenSource();
            Task[] senders =
            [
                .. Enumerable
                    .Range(0, Senders)
                    .Select(it => SendAsync(port, $"{round}-{it}", acknowledged, sending.Token)),
            ];
            await Eventually.IsTrueAsync(
                () =>
                {
                    lock (acknowledged)
                    {
                        return acknowledged.Count >= target;
                    }
                },
                AmqpClient.Deadline,
                () => $"Round {round}: {acknowledged.Count} of {target} acknowledged. {broker.Output}",
                TestContext.Current.CancellationToken
            );
            broker.Kill();
            await broker.WaitForExitAsync(TestContext.Current.CancellationToken);
            await sending.CancelAsync();
            await Task.WhenAll(senders).WaitAsync(AmqpClient.Deadline, TestContext.Current.CancellationToken);
        }

        await using ChildProcess last = await BrokerProcess.StartAsync(folder.Path);
        await using AmqpClient client = await AmqpClient.ConnectAsync(await BrokerProcess.GetPortAsync(last));
        var found = new List<string>();
        for (int partition = 0; partition < 2; partition++)
        {
            found.AddRange(await ReadAllAsync(client, partition));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Rounds} kills, {acknowledged.Count} acknowledged, {found.Count} stored."
        );
        Assert.Empty(acknowledged.Except(found));
        // No client sent anything twice, so nothing may be there twice; unacknowledged ones may be there once.
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.True(acknowledged.Count >= Rounds * 200);
    }

    private static async Task SendAsync(int port, string prefix, HashSet<string> acknowledged, CancellationToken stop)
    {
        AmqpClient client = await AmqpClient.ConnectAsync(port);
        await using AmqpClient _ = client;
        SenderLink sender = client.CreateSender("hub");
        var inFlight = new SemaphoreSlim(200);
        for (int i = 0; !stop.IsCancellationRequested && !client.Connection.IsClosed; i++)
        {
            // Of different sizes, each tenth a batch of three; large enough that a commit takes a while to be killed in.
            string id = $"{prefix}-{i}";
            string padding = new('x', 1000 * (i % 50));
            string[] ids = i % 10 == 0 ? [id + "a", id + "b", id + "c"] : [id];
            Message message = AmqpClient.CreateBatch(null, ids.Select(it => it + "|" + padding));
            if (!await inFlight.WaitAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None))
            {
                continue;
            }

            try
            {
                sender.Send(
                    message,
                    (_, _, outcome, _) =>
                    {
                        if (outcome is Accepted)
                        {
                            lock (acknowledged)
                            {
                                acknowledged.UnionWith(ids);
                            }
                        }

                        inFlight.Release();
                    },
                    null
                );
            }
            catch (Exception e) when (e is AmqpException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task<List<string>> ReadAllAsync(AmqpClient client, int partition)
    {
        Message end = await new RequestClient(client, "$management", hasReplyAddress: true).ReadAsync(
            "com.microsoft:partition",
            "hub",
            partition.ToString()
        );
        long last = (long)((global::Amqp.Types.Map)end.Body)["last_enqueued_sequence_number"];
        var found = new List<string>();
        ReceiverLink receiver = client.CreateReceiver($"hub/ConsumerGroups/$Default/Partitions/{partition}");
        for (long sequence = 0; sequence <= last; sequence++)
        {
            Message message =
                await receiver.ReceiveAsync(AmqpClient.Deadline) ?? throw new TimeoutException("Nothing came.");
            Assert.Equal(sequence, AmqpClient.GetSequence(message));
            receiver.Accept(message);
            found.Add(AmqpClient.GetText(message).Split('|')[0]);
        }

        return found;
    }
}
