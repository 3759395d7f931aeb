using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Testing;

namespace ModelData.Interop.DotNet;

/// <summary>The SDK over TLS, which takes the port from the custom endpoint alone, and over WebSockets.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class DotNetSecureTests(DotNetSecureTests.Brokers brokers) : IClassFixture<DotNetSecureTests.Brokers>
{
    private const int Count = 5;

    [Fact]
    public async Task SendAndRead_OverTls_AsksTheCallbackAndWorks()
    {
        var seen = new List<string>();
        EventHubConnectionOptions options = Secure(
            (_, certificate, _, _) =>
            {
                lock (seen)
                {
                    seen.Add(certificate!.Issuer);
                }

                return certificate.Issuer.Length > 0;
            }
        );

        await SendAndReadAsync(brokers.Secure, options);

        Assert.Contains("CN=ModelData test authority", seen);
    }

    [Fact]
    public async Task Send_CertificateNotTrusted_IsRefused()
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(
            brokers.Secure,
            Secure((_, _, _, _) => false),
            retries: 0
        );

        await Assert.ThrowsAnyAsync<Exception>(() =>
            producer.SendAsync([new EventData("a")], TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public Task SendAndRead_OverWebSockets_Works() =>
        SendAndReadAsync(
            brokers.Plain,
            new EventHubConnectionOptions { TransportType = EventHubsTransportType.AmqpWebSockets }
        );

    private static async Task SendAndReadAsync(BrokerProcess broker, EventHubConnectionOptions options)
    {
        await using EventHubProducerClient producer = DotNetSdk.Producer(broker, options);
        await using EventHubConsumerClient consumer = DotNetSdk.Consumer(broker, options);
        for (int i = 0; i < Count; i++)
        {
            await producer.SendAsync(
                [new EventData($"secure-{i}")],
                new SendEventOptions { PartitionId = "0" },
                TestContext.Current.CancellationToken
            );
        }

        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => $"secure-{i}"),
            DotNetSdk.TextsOf(await DotNetSdk.ReadAsync(consumer, "0", EventPosition.Earliest, Count))
        );
        Assert.Equal(4, (await consumer.GetPartitionIdsAsync(TestContext.Current.CancellationToken)).Length);
    }

    private EventHubConnectionOptions Secure(RemoteCertificateValidationCallback callback) =>
        new()
        {
            CustomEndpointAddress = new Uri($"sb://localhost:{brokers.Secure.Port}"),
            CertificateValidationCallback = callback,
        };

    /// <summary>A broker with a certificate, and one without.</summary>
    public sealed class Brokers : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new("modeldata-broker-");
        private readonly TestAuthority _authority = new();

        internal BrokerProcess Secure { get; private set; } = null!;

        internal BrokerProcess Plain { get; private set; } = null!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Secure = await BrokerProcess.StartAsync(
                new BrokerOptions
                {
                    DataFolder = Path.Combine(_folder.Path, "secure"),
                    TlsCertificate = await ServerCertificate.WriteAsync(_authority, _folder.Path),
                }
            );
            Plain = await BrokerProcess.StartAsync(
                new BrokerOptions { DataFolder = Path.Combine(_folder.Path, "plain") }
            );
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            await Secure.DisposeAsync();
            await Plain.DisposeAsync();
            _authority.Dispose();
            _folder.Dispose();
        }
    }
}
