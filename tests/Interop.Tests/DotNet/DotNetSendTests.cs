using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;

namespace ModelData.Interop.DotNet;

/// <summary>Each way of the SDK to send.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class DotNetSendTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private const int LargestEvent = 1024 * 1024;

    [Fact]
    public async Task Send_OneAndSeveral_ArriveInOrderWithTheirProperties()
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(fixture.Broker);
        var first = new EventData("first")
        {
            ContentType = "text/plain",
            MessageId = "m-1",
            CorrelationId = "c-1",
            Properties =
            {
                ["text"] = "Zoë",
                ["number"] = 5,
                ["time"] = DateTimeOffset.UnixEpoch.UtcDateTime,
            },
        };
        await producer.SendAsync([first], ToPartition("1"), TestContext.Current.CancellationToken);
        await producer.SendAsync(
            [new EventData("second"), new EventData("third")],
            ToPartition("1"),
            TestContext.Current.CancellationToken
        );

        List<EventData> read = await ReadAsync("1", 3);

        Assert.Equal(["first", "second", "third"], DotNetSdk.TextsOf(read));
        Assert.Equal([0L, 1L, 2L], read.Select(one => one.SequenceNumber));
        Assert.Equal(("text/plain", "m-1", "c-1"), (read[0].ContentType, read[0].MessageId, read[0].CorrelationId));
        Assert.Equal(first.Properties, read[0].Properties);
        Assert.True(long.Parse(read[2].OffsetString) > long.Parse(read[1].OffsetString));
    }

    [Fact]
    public async Task Send_Batch_HoldsNoMoreThanTheLinkTakes()
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(fixture.Broker);
        using EventDataBatch batch = await producer.CreateBatchAsync(
            new CreateBatchOptions { PartitionId = "0" },
            TestContext.Current.CancellationToken
        );
        var body = new byte[100_000];
        int count = 0;
        while (batch.TryAdd(new EventData(body)))
        {
            count++;
        }

        await producer.SendAsync(batch, TestContext.Current.CancellationToken);

        Assert.Equal(LargestEvent, batch.MaximumSizeInBytes);
        Assert.Equal(LargestEvent / body.Length, count);
        Assert.Equal(count, (await ReadAsync("0", count)).Count);
    }

    [Fact]
    public async Task Send_WithAKey_GoesWhereTheKeyBelongsAndCarriesIt()
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(fixture.Broker);
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(fixture.Broker);
        foreach (string key in (string[])["model-a", "test"])
        {
            await producer.SendAsync(
                [new EventData(key)],
                new SendEventOptions { PartitionKey = key },
                TestContext.Current.CancellationToken
            );
        }

        var found = new Dictionary<string, string>();
        using var deadline = new CancellationTokenSource(DotNetSdk.Deadline);
        await foreach (PartitionEvent one in consumer.ReadEventsAsync(deadline.Token))
        {
            if (one.Data.PartitionKey is { } key)
            {
                Assert.Equal(key, one.Data.EventBody.ToString());
                found[key] = one.Partition.PartitionId;
            }

            if (found.Count == 2)
            {
                break;
            }
        }

        // From the service's own hash: -7291 and -12036, of four partitions.
        Assert.Equal(("3", "0"), (found["model-a"], found["test"]));
    }

    [Fact]
    public async Task Send_Buffered_EachEventArrivesOnce()
    {
        const int Count = 200;
        var failures = new List<string>();
        await using (
            var producer = new EventHubBufferedProducerClient(
                fixture.Broker.ConnectionString,
                BrokerFixture.Hub,
                new EventHubBufferedProducerClientOptions
                {
                    MaximumWaitTime = TimeSpan.FromMilliseconds(50),
                    RetryOptions = DotNetSdk.Retry(),
                }
            )
        )
        {
            producer.SendEventBatchFailedAsync += failed =>
            {
                failures.Add(failed.Exception.Message);
                return Task.CompletedTask;
            };
            for (int i = 0; i < Count; i++)
            {
                await producer.EnqueueEventAsync(
                    new EventData($"buffered-{i}"),
                    new EnqueueEventOptions { PartitionId = "2" },
                    TestContext.Current.CancellationToken
                );
            }

            await producer.FlushAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(failures);
        // The client may send several batches of one partition at once: their order is not promised.
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => $"buffered-{i}").Order(StringComparer.Ordinal),
            DotNetSdk
                .TextsOf(await ReadAsync("2", Count))
                .Where(text => text.StartsWith("buffered", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Send_Oversize_IsRefusedAndTheProducerGoesOn()
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(fixture.Broker);

        var refused = await Assert.ThrowsAsync<EventHubsException>(() =>
            producer.SendAsync(
                [new EventData(new byte[LargestEvent])],
                ToPartition("3"),
                TestContext.Current.CancellationToken
            )
        );
        await producer.SendAsync([new EventData("small")], ToPartition("3"), TestContext.Current.CancellationToken);

        Assert.Equal(EventHubsException.FailureReason.MessageSizeExceeded, refused.Reason);
    }

    private static SendEventOptions ToPartition(string id) => new() { PartitionId = id };

    private async Task<List<EventData>> ReadAsync(string partition, int count)
    {
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(fixture.Broker);
        return await DotNetSdk.ReadAsync(consumer, partition, EventPosition.Earliest, count);
    }
}
