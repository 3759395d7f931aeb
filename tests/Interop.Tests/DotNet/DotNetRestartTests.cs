using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Testing;

namespace ModelData.Interop.DotNet;

[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class DotNetRestartTests
{
    private const int Count = 120;

    [Fact]
    public async Task Broker_IsKilledInMidStream_ClientsRecoverAndNothingAcknowledgedIsLost()
    {
        using var folder = new TemporaryFolder();
        await using BrokerProcess broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = folder.Path, PartitionCount = 1 }
        );
        await using EventHubProducerClient producer = DotNetSdk.Producer(broker, retries: 20);
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(broker);
        var acknowledged = new List<int>();
        using var stop = new CancellationTokenSource(DotNetSdk.Deadline);
        Task<HashSet<int>> reading = ReadAsync(consumer, stop.Token);
        Task sending = SendAsync(producer, acknowledged, stop.Token);
        await Eventually.IsTrueAsync(
            () => acknowledged.Count >= Count / 3,
            DotNetSdk.Deadline,
            () => $"{acknowledged.Count} events are acknowledged"
        );

        broker.Kill();
        await using BrokerProcess again = await broker.StartAgainAsync();

        await sending;
        HashSet<int> read = await reading;
        Assert.Equal(Enumerable.Range(0, Count), acknowledged);
        Assert.Subset(read, acknowledged.ToHashSet());
    }

    private static async Task SendAsync(
        EventHubProducerClient producer,
        List<int> acknowledged,
        CancellationToken cancellationToken
    )
    {
        for (int i = 0; i < Count; i++)
        {
            await producer.SendAsync([new EventData($"{i}")], cancellationToken);
            acknowledged.Add(i);
        }
    }

    // Until the last one came; what was sent again after a lost answer may come twice.
    private static async Task<HashSet<int>> ReadAsync(
        EventHubConsumerClient consumer,
        CancellationToken cancellationToken
    )
    {
        var read = new HashSet<int>();
        await foreach (
            PartitionEvent one in consumer.ReadEventsFromPartitionAsync("0", EventPosition.Earliest, cancellationToken)
        )
        {
            read.Add(int.Parse(one.Data.EventBody.ToString()));
            if (read.Contains(Count - 1))
            {
                break;
            }
        }

        return read;
    }
}
