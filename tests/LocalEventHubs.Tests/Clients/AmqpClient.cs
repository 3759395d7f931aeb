using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;

namespace ModelData.LocalEventHubs.Clients;

/// <summary>A plain AMQP client without any of our own client's code: what it sends is written out here.</summary>
internal sealed class AmqpClient : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Session _session;

    private AmqpClient(Connection connection)
    {
        Connection = connection;
        _session = new Session(connection);
    }

    public Connection Connection { get; }

    public Session Session => _session;

    /// <summary>Connects with the key itself (SASL PLAIN): everything is allowed that the rule allows.</summary>
    public static Task<AmqpClient> ConnectAsync(
        LocalBroker broker,
        string name = "RootManageSharedAccessKey",
        string key = "SAS_KEY_VALUE",
        uint maxFrameBytes = 1_200_000
    ) => ConnectAsync(broker.Port, new PlainProfile(name, key), maxFrameBytes);

    /// <summary>Connects with the default key to a broker in another process.</summary>
    public static Task<AmqpClient> ConnectAsync(int port) =>
        ConnectAsync(port, new PlainProfile("RootManageSharedAccessKey", "SAS_KEY_VALUE"), 1_200_000);

    /// <summary>Connects without saying who it is.</summary>
    public static Task<AmqpClient> ConnectAnonymouslyAsync(LocalBroker broker) =>
        ConnectAsync(broker.Port, SaslProfile.Anonymous, 1_200_000);

    public SenderLink CreateSender(string address, OnAttached? onAttached = null) =>
        new(_session, address + "#" + Guid.NewGuid(), new Target { Address = address }, onAttached);

    public ReceiverLink CreateReceiver(
        string address,
        string? filter = null,
        long? ownerLevel = null,
        string? name = null,
        bool wantsMetric = false,
        OnAttached? onAttached = null
    )
    {
        var source = new Source { Address = address };
        if (filter is not null)
        {
            source.FilterSet = new Map
            {
                [new Symbol("apache.org:selector-filter:string")] = new DescribedValue(0x468C00000004UL, filter),
            };
        }

        var properties = new Fields();
        if (ownerLevel is not null)
        {
            properties[new Symbol("com.microsoft:epoch")] = ownerLevel.Value;
        }

        if (name is not null)
        {
            properties[new Symbol("com.microsoft:receiver-name")] = name;
        }

        var attach = new Attach
        {
            Source = source,
            Target = new Target(),
            Properties = properties,
            DesiredCapabilities = wantsMetric ? [new Symbol("com.microsoft:enable-receiver-runtime-metric")] : null,
        };
        return new ReceiverLink(_session, address + "-" + Guid.NewGuid(), attach, onAttached);
    }

    public static Message CreateEvent(string text) =>
        new() { BodySection = new Data { Binary = Encoding.UTF8.GetBytes(text) } };

    /// <summary>A batch envelope as the official SDKs build it.</summary>
    public static Message CreateBatch(string? partitionKey, params IEnumerable<string> texts)
    {
        var events = new DataList();
        foreach (string text in texts)
        {
            ByteBuffer encoded = CreateEvent(text).Encode();
            events.Add(new Data { Buffer = encoded });
        }

        var batch = new Message { Format = 0x80013700, BodySection = events };
        if (partitionKey is not null)
        {
            batch.MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-partition-key")] = partitionKey };
        }

        return batch;
    }

    public static string GetText(Message message) => Encoding.UTF8.GetString((byte[])message.Body);

    public static long GetSequence(Message message) =>
        (long)message.MessageAnnotations[new Symbol("x-opt-sequence-number")];

    public static string SignToken(
        string resource,
        DateTimeOffset expiry,
        string keyName = "RootManageSharedAccessKey",
        string key = "SAS_KEY_VALUE"
    )
    {
        string encoded = Uri.EscapeDataString(resource);
        string seconds = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(key),
            Encoding.UTF8.GetBytes(encoded + "\n" + seconds)
        );
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={seconds}&skn={keyName}";
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Connection.CloseAsync(TimeSpan.FromSeconds(5), null);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException or ObjectDisposedException)
        {
            // Tests end connections in every way.
        }
    }

    private static async Task<AmqpClient> ConnectAsync(int port, SaslProfile profile, uint maxFrameBytes)
    {
        var factory = new ConnectionFactory();
        factory.SASL.Profile = profile;
        factory.TCP.NoDelay = true;
        var open = new Open
        {
            ContainerId = Guid.NewGuid().ToString(),
            HostName = "127.0.0.1",
            MaxFrameSize = maxFrameBytes,
        };
        return new AmqpClient(
            await factory.CreateAsync(new Address($"amqp://127.0.0.1:{port}"), open).WaitAsync(Deadline)
        );
    }

    private sealed class PlainProfile(string name, string key) : SaslProfile("PLAIN")
    {
        protected override ITransport UpgradeTransport(ITransport transport) => transport;

        protected override DescribedList GetStartCommand(string hostname) =>
            new SaslInit { Mechanism = "PLAIN", InitialResponse = Encoding.UTF8.GetBytes($"\0{name}\0{key}") };

        protected override DescribedList? OnCommand(DescribedList command) => null;
    }
}
