using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;

namespace ModelData.Interop.DotNet;

/// <summary>Reading from every kind of position, and what the hub says of itself.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class DotNetReadTests(DotNetReadTests.Filled filled) : IClassFixture<DotNetReadTests.Filled>
{
    private const int Count = 10;

    [Fact]
    public async Task Read_EachKindOfPosition_BeginsWhereItSays()
    {
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(filled.Broker);
        List<EventData> all = await DotNetSdk.ReadAsync(consumer, "0", EventPosition.Earliest, Count);
        EventData fifth = all[5];

        await AssertFirstAsync(EventPosition.Earliest, 0);
        await AssertFirstAsync(EventPosition.FromSequenceNumber(5, isInclusive: true), 5);
        await AssertFirstAsync(EventPosition.FromSequenceNumber(5, isInclusive: false), 6);
        await AssertFirstAsync(EventPosition.FromSequenceNumber(-1, isInclusive: false), 0);
        await AssertFirstAsync(EventPosition.FromOffset(fifth.OffsetString, isInclusive: true), 5);
        await AssertFirstAsync(EventPosition.FromOffset(fifth.OffsetString, isInclusive: false), 6);
        // Behind that millisecond.
        int later = all.FindIndex(one => one.EnqueuedTime > fifth.EnqueuedTime);
        Assert.True(later > 5);
        await AssertFirstAsync(EventPosition.FromEnqueuedTime(fifth.EnqueuedTime), later);
        await AssertFirstAsync(EventPosition.FromEnqueuedTime(DateTimeOffset.UnixEpoch), 0);

        async Task AssertFirstAsync(EventPosition position, int sequenceNumber)
        {
            List<EventData> read = await DotNetSdk.ReadAsync(consumer, "0", position, Count - sequenceNumber);
            Assert.Equal(
                Enumerable.Range(sequenceNumber, Count - sequenceNumber),
                read.Select(one => (int)one.SequenceNumber)
            );
        }
    }

    [Fact]
    public async Task Read_Latest_SeesOnlyWhatComesLater()
    {
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(filled.Broker);
        using var deadline = new CancellationTokenSource(DotNetSdk.Deadline);
        bool isSent = false;
        await foreach (
            PartitionEvent one in consumer.ReadEventsFromPartitionAsync(
                "1",
                EventPosition.Latest,
                new ReadEventOptions { MaximumWaitTime = TimeSpan.FromMilliseconds(200) },
                deadline.Token
            )
        )
        {
            if (one.Data is { } data)
            {
                Assert.True(isSent);
                Assert.Equal("late-0", data.EventBody.ToString());
                return;
            }

            // An empty turn: it is attached.
            if (!isSent)
            {
                isSent = true;
                await DotNetSdk.SendAsync(filled.Broker, "1", 1, "late");
            }
        }
    }

    [Fact]
    public async Task Read_PositionBeyondTheEnd_IsRefused()
    {
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(filled.Broker);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            DotNetSdk.ReadAsync(consumer, "0", EventPosition.FromSequenceNumber(1_000, isInclusive: true), 1)
        );

        Assert.Contains("The supplied sequence number '1000' is invalid", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithTheEndOfThePartition_IsToldIt()
    {
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(filled.Broker);
        using var deadline = new CancellationTokenSource(DotNetSdk.Deadline);
        await foreach (
            PartitionEvent one in consumer.ReadEventsFromPartitionAsync(
                "0",
                EventPosition.Earliest,
                new ReadEventOptions { TrackLastEnqueuedEventProperties = true },
                deadline.Token
            )
        )
        {
            Assert.Equal(Count - 1, one.Partition.ReadLastEnqueuedEventProperties().SequenceNumber);
            return;
        }
    }

    [Fact]
    public async Task Properties_OfHubAndPartitions_AreTold()
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(filled.Broker);

        EventHubProperties hub = await producer.GetEventHubPropertiesAsync(TestContext.Current.CancellationToken);
        PartitionProperties full = await producer.GetPartitionPropertiesAsync(
            "0",
            TestContext.Current.CancellationToken
        );
        PartitionProperties empty = await producer.GetPartitionPropertiesAsync(
            "3",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(BrokerFixture.Hub, hub.Name);
        Assert.Equal(["0", "1", "2", "3"], hub.PartitionIds);
        Assert.True(hub.CreatedOn <= full.LastEnqueuedTime);
        Assert.Equal(
            (0L, Count - 1L, false),
            (full.BeginningSequenceNumber, full.LastEnqueuedSequenceNumber, full.IsEmpty)
        );
        Assert.True(long.Parse(full.LastEnqueuedOffsetString) > 0);
        Assert.Equal((-1L, true), (empty.LastEnqueuedSequenceNumber, empty.IsEmpty));
    }

    /// <summary>A broker with events in partition 0 that came at different times.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        private readonly BrokerFixture _fixture = new();

        internal ModelData.Testing.BrokerProcess Broker => _fixture.Broker;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            await _fixture.InitializeAsync();
            await DotNetSdk.SendAsync(Broker, "0", Count, "read");
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => _fixture.DisposeAsync();
    }
}
