using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Testing;

namespace ModelData.Interop.DotNet;

/// <summary>What several tests ask of the official .NET SDK, which is used as its package comes.</summary>
internal static class DotNetSdk
{
    /// <summary>How long a test waits for anything.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Short retries: a test that waits a minute for an answer tells nothing more.</summary>
    public static EventHubsRetryOptions Retry(int retries = 3) =>
        new()
        {
            MaximumRetries = retries,
            Delay = TimeSpan.FromMilliseconds(200),
            MaximumDelay = TimeSpan.FromSeconds(1),
            TryTimeout = TimeSpan.FromSeconds(20),
        };

    public static EventHubProducerClient Producer(
        BrokerProcess broker,
        EventHubConnectionOptions? connection = null,
        int retries = 3
    ) =>
        new(
            broker.ConnectionString,
            BrokerFixture.Hub,
            new EventHubProducerClientOptions
            {
                ConnectionOptions = connection ?? new EventHubConnectionOptions(),
                RetryOptions = Retry(retries),
            }
        );

    public static EventHubConsumerClient Consumer(BrokerProcess broker, EventHubConnectionOptions? connection = null) =>
        new(
            EventHubConsumerClient.DefaultConsumerGroupName,
            broker.ConnectionString,
            BrokerFixture.Hub,
            new EventHubConsumerClientOptions
            {
                ConnectionOptions = connection ?? new EventHubConnectionOptions(),
                RetryOptions = Retry(),
            }
        );

    public static PartitionReceiver Receiver(
        BrokerProcess broker,
        string partition,
        EventPosition position,
        PartitionReceiverOptions? options = null
    )
    {
        options ??= new PartitionReceiverOptions();
        options.RetryOptions = Retry(0);
        return new PartitionReceiver(
            EventHubConsumerClient.DefaultConsumerGroupName,
            partition,
            position,
            broker.ConnectionString,
            BrokerFixture.Hub,
            options
        );
    }

    /// <summary>Sends <c>prefix-0</c>, <c>prefix-1</c>, ... to a partition, each in a call of its own.</summary>
    public static async Task SendAsync(BrokerProcess broker, string partition, int count, string prefix)
    {
        await using EventHubProducerClient producer = Producer(broker);
        for (int i = 0; i < count; i++)
        {
            await producer.SendAsync(
                [new EventData($"{prefix}-{i}")],
                new SendEventOptions { PartitionId = partition },
                TestContext.Current.CancellationToken
            );
        }
    }

    /// <summary>Reads a number of events.</summary>
    /// <exception cref="TimeoutException">They did not come.</exception>
    public static async Task<List<EventData>> ReadAsync(
        EventHubConsumerClient consumer,
        string partition,
        EventPosition position,
        int count,
        ReadEventOptions? options = null
    )
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var read = new List<EventData>();
        try
        {
            await foreach (
                PartitionEvent one in consumer.ReadEventsFromPartitionAsync(
                    partition,
                    position,
                    options ?? new ReadEventOptions(),
                    deadline.Token
                )
            )
            {
                read.Add(one.Data);
                if (read.Count == count)
                {
                    return read;
                }
            }
        }
        catch (TaskCanceledException)
        {
            // Told below.
        }

        throw new TimeoutException($"{read.Count} of {count} events came from partition {partition}.");
    }

    public static IEnumerable<string> TextsOf(IEnumerable<EventData> events) =>
        events.Select(one => one.EventBody.ToString());
}
