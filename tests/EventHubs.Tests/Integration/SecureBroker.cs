using System.Net;
using System.Security.Cryptography.X509Certificates;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.EventHubs.Integration;

/// <summary>A broker with a certificate of an authority of its own, or without one.</summary>
internal sealed class SecureBroker : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    private SecureBroker(TestAuthority authority) => Authority = authority;

    public TestAuthority Authority { get; }

    public LocalBroker Broker { get; private set; } = null!;

    /// <summary>Starts one.</summary>
    /// <param name="names">What its certificate is for; none for a plain wire.</param>
    public static async Task<SecureBroker> StartAsync(params string[] names)
    {
        var started = new SecureBroker(new TestAuthority());
        X509Certificate2? certificate = names.Length == 0 ? null : started.Authority.Issue(names);
        started.Broker = await LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = started._folder.Path,
                Hubs = [new HubOptions("hub", 1)],
                Port = 0,
                Certificate = certificate,
            },
            TestContext.Current.CancellationToken
        );
        return started;
    }

    /// <summary>A connection that trusts the authority, uses no proxy, and fails fast.</summary>
    public EventHubsConnection Connect(
        EventHubsTransportType type = EventHubsTransportType.AmqpTcp,
        Action<EventHubsConnectionOptions>? configure = null,
        string? host = null
    )
    {
        var options = new EventHubsConnectionOptions
        {
            TransportType = type,
            Proxy = type == EventHubsTransportType.AmqpWebSockets ? new WebProxy() : null,
            TrustedCertificates = [Authority.Root],
            Retry = new EventHubsRetryOptions { Delay = TimeSpan.FromMilliseconds(1), MaximumRetries = 1 },
        };
        configure?.Invoke(options);
        string connectionString = Broker.ConnectionString;
        return new EventHubsConnection(
            host is null ? connectionString : connectionString.Replace("127.0.0.1", host, StringComparison.Ordinal),
            "hub",
            options
        );
    }

    /// <summary>Sends events, among them one in several frames, and reads them back.</summary>
    public static async Task AssertWorksAsync(EventHubsConnection connection)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using IEventSender sender = connection.CreateSender();
        byte[][] bodies =
        [
            [1],
            new byte[300_000],
            [3],
        ];
        Random.Shared.NextBytes(bodies[1]);
        HubProperties hub = await connection.Management.GetHubPropertiesAsync(token);
        Assert.Equal(["0"], hub.PartitionIds);
        PartitionProperties before = await connection.Management.GetPartitionPropertiesAsync("0", token);
        foreach (byte[] body in bodies)
        {
            await sender.SendAsync(new EventData(body), SendTarget.ToPartition("0"), token);
        }

        await using IPartitionReceiver reader = connection.CreateReceiver(
            "$Default",
            "0",
            EventPosition.FromSequenceNumber(before.LastEnqueuedSequenceNumber)
        );
        var received = new List<byte[]>();
        while (received.Count < bodies.Length)
        {
            IReadOnlyList<ReceivedEvent> some = await reader.ReceiveAsync(10, Long, token);
            Assert.NotEmpty(some);
            received.AddRange(some.Select(it => it.Body.ToArray()));
        }

        Assert.Equal(bodies, received);
    }

    /// <summary>The failure of a first operation.</summary>
    public static Task<EventHubsException> FailAsync(EventHubsConnection connection) =>
        Assert.ThrowsAsync<EventHubsException>(() =>
            connection.Management.GetHubPropertiesAsync(TestContext.Current.CancellationToken).WaitAsync(Long)
        );

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        Authority.Dispose();
        _folder.Dispose();
    }
}
