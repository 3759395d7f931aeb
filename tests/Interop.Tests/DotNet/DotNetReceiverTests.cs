using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Testing;

namespace ModelData.Interop.DotNet;

/// <summary>Owner levels, and what is fetched ahead.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class DotNetReceiverTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private const int Count = 60;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task OwnerLevel_HigherOrEqual_TakesThePartition()
    {
        await DotNetSdk.SendAsync(fixture.Broker, "0", 3, "owned");
        await using PartitionReceiver first = Receiver("0", 1);
        Assert.Equal(3, (await ReceiveAsync(first, 3)).Count);

        // The one before would attach again with its next call, without a word, and take the partition back: nobody is told here.
        await using PartitionReceiver equal = Receiver("0", 1);
        Assert.Equal(3, (await ReceiveAsync(equal, 3)).Count);

        await using PartitionReceiver higher = Receiver("0", 2);
        Assert.Equal(3, (await ReceiveAsync(higher, 3)).Count);
        await AssertDisplacedAsync(first);
        await AssertDisplacedAsync(equal);
    }

    [Fact]
    public async Task OwnerLevel_LowerOrNone_IsRefused()
    {
        await DotNetSdk.SendAsync(fixture.Broker, "1", 1, "owned");
        await using PartitionReceiver owner = Receiver("1", 5);
        await ReceiveAsync(owner, 1);

        foreach (long? level in (long?[])[3, null])
        {
            await using PartitionReceiver late = Receiver("1", level);
            await AssertDisplacedAsync(late);
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(7, null)]
    [InlineData(300, null)]
    [InlineData(300, 8_000L)]
    [InlineData(300, 1L)]
    public async Task Prefetch_ByCountAndBytes_EveryEventComesOnceInOrder(int count, long? bytes)
    {
        await FillAsync();
        await using PartitionReceiver receiver = DotNetSdk.Receiver(
            fixture.Broker,
            "2",
            EventPosition.Earliest,
            new PartitionReceiverOptions { PrefetchCount = count, PrefetchSizeInBytes = bytes }
        );

        List<EventData> read = await ReceiveAsync(receiver, Count);

        Assert.Equal(Enumerable.Range(0, Count), read.Select(one => (int)one.SequenceNumber));
    }

    private async Task FillAsync()
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(fixture.Broker);
        PartitionProperties partition = await producer.GetPartitionPropertiesAsync(
            "2",
            TestContext.Current.CancellationToken
        );
        if (partition.IsEmpty)
        {
            await producer.SendAsync(
                Enumerable.Range(0, Count).Select(_ => new EventData(new byte[2_000])),
                new SendEventOptions { PartitionId = "2" },
                TestContext.Current.CancellationToken
            );
        }
    }

    private PartitionReceiver Receiver(string partition, long? ownerLevel) =>
        DotNetSdk.Receiver(
            fixture.Broker,
            partition,
            EventPosition.Earliest,
            new PartitionReceiverOptions { OwnerLevel = ownerLevel }
        );

    private static async Task<List<EventData>> ReceiveAsync(PartitionReceiver receiver, int count)
    {
        var read = new List<EventData>();
        await Eventually.IsTrueAsync(
            async token =>
            {
                read.AddRange(await receiver.ReceiveBatchAsync(count - read.Count, Turn, token));
                return read.Count == count;
            },
            DotNetSdk.Deadline,
            () => $"{read.Count} of {count} events came"
        );
        return read;
    }

    private static void AssertDisplaced(EventHubsException lost)
    {
        Assert.Equal(EventHubsException.FailureReason.ConsumerDisconnected, lost.Reason);
        Assert.Contains("epoch", lost.Message, StringComparison.Ordinal);
    }

    private static async Task AssertDisplacedAsync(PartitionReceiver receiver)
    {
        EventHubsException? lost = null;
        await Eventually.IsTrueAsync(
            async token =>
            {
                try
                {
                    await receiver.ReceiveBatchAsync(1, Turn, token);
                }
                catch (EventHubsException e)
                {
                    lost = e;
                }

                return lost is not null;
            },
            DotNetSdk.Deadline,
            () => "the receiver is told that it is displaced"
        );
        AssertDisplaced(lost!);
    }
}
