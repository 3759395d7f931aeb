using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Testing;

namespace ModelData.Interop.DotNet;

/// <summary>Keys and tokens, good, bad and lapsing.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class DotNetAuthorizationTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private const string KeyName = "RootManageSharedAccessKey";
    private const string Key = "SAS_KEY_VALUE";
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Token_ReadyMade_Sends()
    {
        await using EventHubProducerClient producer = Producer(Sign(TimeSpan.FromHours(1), Key));

        await SendAsync(producer);
        Assert.Equal(4, (await producer.GetPartitionIdsAsync(TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Token_ThatLapses_EndsTheLinkAndIsRefusedAgain()
    {
        await using EventHubProducerClient producer = Producer(Sign(Lifetime, Key));
        await SendAsync(producer);

        Exception? refused = null;
        await Eventually.IsTrueAsync(
            async _ =>
            {
                try
                {
                    await SendAsync(producer);
                }
                // The SDK lets the end of a link through raw, as a cancellation.
                catch (Exception e)
                    when (e is EventHubsException or UnauthorizedAccessException or OperationCanceledException)
                {
                    refused = e;
                }

                // Between the two ends of the link a send may also be told that its owner is being closed.
                return refused?.Message.Contains("expire", StringComparison.OrdinalIgnoreCase) is true;
            },
            DotNetSdk.Deadline,
            () => $"a send is refused because the token has lapsed, not '{refused?.Message}'"
        );
    }

    [Fact]
    public async Task Key_Wrong_IsRefusedForAllThatItAsks()
    {
        string connectionString = BrokerProcess.ConnectionStringFor(fixture.Broker.Port, "wrong");
        await using var producer = new EventHubProducerClient(
            connectionString,
            BrokerFixture.Hub,
            new EventHubProducerClientOptions { RetryOptions = DotNetSdk.Retry(0) }
        );
        await using var receiver = new PartitionReceiver(
            EventHubConsumerClient.DefaultConsumerGroupName,
            "0",
            EventPosition.Earliest,
            connectionString,
            BrokerFixture.Hub,
            new PartitionReceiverOptions { RetryOptions = DotNetSdk.Retry(0) }
        );

        foreach (
            Func<Task> ask in (Func<Task>[])
                [
                    () => SendAsync(producer),
                    () => producer.GetEventHubPropertiesAsync(TestContext.Current.CancellationToken),
                    () => receiver.ReceiveBatchAsync(1, TestContext.Current.CancellationToken),
                ]
        )
        {
            var refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(ask);
            Assert.Contains("InvalidSignature", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hub_Unknown_IsNotFound()
    {
        await using var producer = new EventHubProducerClient(
            fixture.Broker.ConnectionString,
            "nohub",
            new EventHubProducerClientOptions { RetryOptions = DotNetSdk.Retry(0) }
        );

        var refused = await Assert.ThrowsAsync<EventHubsException>(() => SendAsync(producer));

        Assert.Equal(EventHubsException.FailureReason.ResourceNotFound, refused.Reason);
    }

    private static Task SendAsync(EventHubProducerClient producer) =>
        producer.SendAsync([new EventData("a")], TestContext.Current.CancellationToken);

    private EventHubProducerClient Producer(string token) =>
        new(
            $"Endpoint=sb://127.0.0.1:{fixture.Broker.Port};SharedAccessSignature={token};UseDevelopmentEmulator=true;",
            BrokerFixture.Hub,
            new EventHubProducerClientOptions { RetryOptions = DotNetSdk.Retry(0) }
        );

    private static string Sign(TimeSpan lifetime, string key)
    {
        string resource = Uri.EscapeDataString($"amqp://127.0.0.1/{BrokerFixture.Hub}");
        string expiry = (TimeProvider.System.GetUtcNow() + lifetime)
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        string signature = Uri.EscapeDataString(
            Convert.ToBase64String(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"))
            )
        );
        return $"SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn={KeyName}";
    }
}
