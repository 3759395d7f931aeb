using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ModelData.LocalEventHubs.Faults;

namespace ModelData.LocalEventHubs.CommandLine;

/// <summary>The command line of the program: options in, a running broker until a signal comes.</summary>
internal static class BrokerCommand
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port to listen on; 0 takes a free one.",
        DefaultValueFactory = _ => 5672,
    };
    private static readonly Option<string> Address = new("--address")
    {
        Description = "The IP address to listen on. The wire is not encrypted unless there is a certificate.",
        DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
    };
    private static readonly Option<string> Data = new("--data")
    {
        Description = "The folder that holds the events.",
        Required = true,
    };
    private static readonly Option<string[]> Hubs = new("--hub")
    {
        Description = "A hub, as NAME or NAME:PARTITIONS. May be repeated.",
        Required = true,
    };
    private static readonly Option<int> Partitions = new("--partitions")
    {
        Description = "Partitions of a hub that names no number.",
        DefaultValueFactory = _ => 4,
    };
    private static readonly Option<string[]> ConsumerGroups = new("--consumer-group")
    {
        Description = "A consumer group of every hub beside $Default. May be repeated.",
    };
    private static readonly Option<TimeSpan> Retention = new("--retention")
    {
        Description = "How long events are kept, as d.hh:mm:ss; 0 keeps them for ever.",
        DefaultValueFactory = _ => TimeSpan.FromDays(1),
    };
    private static readonly Option<string?> KeyName = new("--key-name")
    {
        Description = "The name of a key with all rights.",
    };
    private static readonly Option<string?> Key = new("--key") { Description = "The key that --key-name names." };
    private static readonly Option<string[]> Rules = new("--rule")
    {
        Description = "A key, as NAME:KEY:RIGHTS with rights among send,listen,manage. May be repeated.",
    };
    private static readonly Option<int> MaxMessageBytes = new("--max-message-bytes")
    {
        Description = "The largest event or batch in bytes.",
        DefaultValueFactory = _ => 1024 * 1024,
    };
    private static readonly Option<string?> Faults = new("--faults")
    {
        Description = "A file that says which faults to make, for tests of clients (docs/local-broker.md).",
    };
    private static readonly Option<string?> TlsCertificate = new("--tls-certificate")
    {
        Description =
            "A file with a certificate and its private key, PEM or PFX without a password: then the wire is TLS and nothing else.",
    };
    private static readonly Option<string?> JwtIssuer = new("--jwt-issuer")
    {
        Description = "Whose JSON web tokens are accepted: the claim iss.",
    };
    private static readonly Option<string?> JwtKey = new("--jwt-key")
    {
        Description = "A file with the public key that --jwt-issuer signs with, RSA or elliptic curve, in PEM.",
    };
    private static readonly Option<string> JwtAudience = new("--jwt-audience")
    {
        Description = "The claim aud of accepted tokens.",
        DefaultValueFactory = _ => "https://eventhubs.azure.net",
    };
    private static readonly Option<int> ThroughputUnits = new("--throughput-units")
    {
        Description =
            "Throughput units of each hub: 1 MB or 1000 events a second in, twice and four times that out; 0 for no limit.",
    };
    private static readonly Option<bool> NoFlush = new("--no-flush")
    {
        Description =
            "Acknowledge when the operating system has an event, not the disk: survives kill -9, not a power cut.",
    };

    /// <summary>Signals cancel the action, which then has this long to close connections and files.</summary>
    public static InvocationConfiguration Invocation { get; } =
        new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };

    public static RootCommand Create()
    {
        var command = new RootCommand(
            "A local broker that speaks Event Hubs over AMQP 1.0 and keeps events on the disk."
        )
        {
            Port,
            Address,
            Data,
            Hubs,
            Partitions,
            ConsumerGroups,
            Retention,
            KeyName,
            Key,
            Rules,
            MaxMessageBytes,
            Faults,
            TlsCertificate,
            JwtIssuer,
            JwtKey,
            JwtAudience,
            ThroughputUnits,
            NoFlush,
        };
        command.SetAction(RunAsync);
        command.Subcommands.Add(HealthCommand.Create(Port));
        return command;
    }

    public static LocalBrokerOptions Read(ParseResult arguments)
    {
        string[] groups = arguments.GetValue(ConsumerGroups) ?? [];
        int partitions = arguments.GetValue(Partitions);
        TimeSpan retention = arguments.GetValue(Retention);
        return new LocalBrokerOptions
        {
            Port = arguments.GetValue(Port),
            Address = IPAddress.TryParse(arguments.GetValue(Address), out IPAddress? address)
                ? address
                : throw new FormatException("--address takes an IP address."),
            DataDirectory = arguments.GetValue(Data)!,
            Hubs = [.. arguments.GetValue(Hubs)!.Select(hub => BrokerArguments.ReadHub(hub, partitions, groups))],
            Retention = retention == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : retention,
            Rules = BrokerArguments.ReadRules(
                arguments.GetValue(KeyName),
                arguments.GetValue(Key),
                arguments.GetValue(Rules) ?? []
            ),
            MaxMessageBytes = arguments.GetValue(MaxMessageBytes),
            Faults = arguments.GetValue(Faults) is { } file ? FaultPlan.Load(file) : null,
            Certificate = BrokerArguments.ReadCertificate(arguments.GetValue(TlsCertificate)),
            Issuer = BrokerArguments.ReadIssuer(
                arguments.GetValue(JwtIssuer),
                arguments.GetValue(JwtKey),
                arguments.GetValue(JwtAudience)!
            ),
            ThroughputUnits = arguments.GetValue(ThroughputUnits),
            FlushesToDisk = !arguments.GetValue(NoFlush),
            LoggerFactory = new ErrorOutputLog(Console.Error),
        };
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        LocalBroker broker;
        try
        {
            broker = await LocalBroker.StartAsync(Read(arguments), cancellationToken);
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or IOException
                        or UnauthorizedAccessException
                        or CryptographicException
                        or SocketException
                        or System.Data.Common.DbException
            )
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

        await using (broker)
        {
            var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration interrupt = cancellationToken.Register(() => stop.TrySetResult());
            string scheme = arguments.GetValue(TlsCertificate) is null ? "amqp" : "amqps";
            // Programs that started this one read the first line.
            await Console.Out.WriteLineAsync($"listening on {scheme}://{arguments.GetValue(Address)}:{broker.Port}");
            await Console.Out.FlushAsync(CancellationToken.None);
            await stop.Task;
        }

        return 0;
    }
}
