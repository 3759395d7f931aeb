using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelData.Testing;

/// <summary>The local broker as a process of its own, so that it can be killed and started again on its data.</summary>
public sealed partial class BrokerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private BrokerProcess(ChildProcess process, int port, BrokerOptions options)
    {
        Process = process;
        Port = port;
        Options = options;
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>The loopback port that it listens on.</summary>
    public int Port { get; }

    /// <summary>What it was started with.</summary>
    public BrokerOptions Options { get; }

    /// <summary>A connection string with all rights.</summary>
    public string ConnectionString =>
        Options.TlsCertificate is null
            ? ConnectionStringFor(Port)
            : $"Endpoint=sb://{(Options.Address == "127.0.0.1" ? "localhost" : Options.Address)}:{Port}/;"
                + "SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE";

    /// <summary>A connection string with all rights to the broker behind another port, for example a proxy's.</summary>
    /// <param name="port">A loopback port.</param>
    /// <param name="key">Default: the official emulator's, which the broker knows.</param>
    public static string ConnectionStringFor(int port, string key = "SAS_KEY_VALUE") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={key};UseDevelopmentEmulator=true;"
        );

    /// <summary>Starts a broker and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended first; the message holds its output.</exception>
    public static async Task<BrokerProcess> StartAsync(BrokerOptions options)
    {
        options = options.Port > 0 ? options : options with { Port = FreePort.Find() };
        List<string> arguments =
        [
            "--port",
            options.Port.ToString(CultureInfo.InvariantCulture),
            "--address",
            options.Address,
            "--data",
            options.DataFolder,
            "--hub",
            options.HubName,
            "--partitions",
            options.PartitionCount.ToString(CultureInfo.InvariantCulture),
        ];
        if (options.ThroughputUnits > 0)
        {
            arguments.AddRange(["--throughput-units", options.ThroughputUnits.ToString(CultureInfo.InvariantCulture)]);
        }
        foreach (var group in options.ConsumerGroups)
        {
            arguments.AddRange(["--consumer-group", group]);
        }
        if (options.TlsCertificate is not null)
        {
            arguments.AddRange(["--tls-certificate", options.TlsCertificate]);
        }
        var process = await ChildProcess.StartAsync(
            "broker",
            Repository.Program("ModelData.LocalEventHubs"),
            arguments
        );
        try
        {
            var line = await process.WaitForLineAsync(line => Listening().IsMatch(line), StartDeadline);
            var port = int.Parse(Listening().Match(line).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return new BrokerProcess(process, port, options);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once (SIGKILL).</summary>
    public void Kill() => Process.Kill();

    /// <summary>Starts the broker again on the same port and data. This one must have ended.</summary>
    public Task<BrokerProcess> StartAgainAsync() => StartAsync(Options with { Port = Port });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    [GeneratedRegex(@"[Ll]isten.*?:(\d{2,5})\b")]
    private static partial Regex Listening();
}
