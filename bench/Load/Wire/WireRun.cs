using System.Globalization;
using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Wire;

/// <summary>The official client and our broker beside raw TCP, in turn: what slows the machine down for a while slows all of them.</summary>
internal sealed class WireRun(int partitions, double seconds)
{
    private const int Large = 64 * 1024;
    private const int Small = 1024;

    /// <summary>More than a sender gets through in its time.</summary>
    private const long WarmBytes = 10L * 1024 * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public async Task<WireReport> RunAsync(int rounds)
    {
        var large = new List<WireRound>();
        var small = new List<WireRound>();
        for (int round = 1; round <= rounds; round++)
        {
            large.Add(await MeasureAsync(Large, withBatches: false));
            Output.Say($"{round}: 64 KB: {large[^1]}");
            small.Add(await MeasureAsync(Small, withBatches: true));
            Output.Say($"{round}: 1 KB: {small[^1]}");
        }

        return WireReport.Create(large, small, partitions);
    }

    private async Task<WireRound> MeasureAsync(int bytes, bool withBatches)
    {
        double raw = await MeasureRawAsync(bytes);
        using var folder = new TemporaryFolder("modeldata-wire-");
        PageCache.Warm(folder.Path, WarmBytes);
        await using var broker = await BrokerProcess.StartAsync(
            new BrokerOptions
            {
                DataFolder = folder.Path,
                HubName = WirePeerCommand.HubName,
                PartitionCount = partitions,
            }
        );
        double sent = await MeasureAsync(bytes, Peer(WirePeerCommand.Sender, broker, bytes));
        double inBatches = withBatches
            ? await MeasureAsync(bytes, [.. Peer(WirePeerCommand.Sender, broker, bytes), "--batched"])
            : 0;
        double received = await MeasureAsync(bytes, Peer(WirePeerCommand.Receiver, broker, bytes));
        return new WireRound(raw, sent, inBatches, received);
    }

    private async Task<double> MeasureRawAsync(int bytes)
    {
        string size = bytes.ToString(CultureInfo.InvariantCulture);
        await using var sink = await StartAsync([WirePeerCommand.RawSink, "--bytes", size]);
        string line = await sink.WaitForLineAsync(
            line => line.StartsWith(RawTcp.ListeningPrefix, StringComparison.Ordinal),
            Deadline
        );
        string port = line[RawTcp.ListeningPrefix.Length..];
        return await MeasureAsync(
            bytes,
            [WirePeerCommand.RawSource, "--port", port, "--bytes", size, "--seconds", Seconds]
        );
    }

    private static async Task<double> MeasureAsync(int bytes, string[] arguments)
    {
        await using var process = await StartAsync(arguments);
        string line = await process.WaitForLineAsync(
            line => line.StartsWith(WireMeter.ResultPrefix, StringComparison.Ordinal),
            Deadline
        );
        double perSecond = double.Parse(line.AsSpan(WireMeter.ResultPrefix.Length), CultureInfo.InvariantCulture);
        return perSecond * bytes / 1e6;
    }

    private static Task<ChildProcess> StartAsync(string[] arguments) =>
        ChildProcess.StartAsync(arguments[0], Repository.Program("ModelData.Bench.Load"), arguments);

    private string Seconds => seconds.ToString(CultureInfo.InvariantCulture);

    private string[] Peer(string command, BrokerProcess broker, int bytes) =>
        [
            command,
            "--hub",
            broker.ConnectionString,
            "--partitions",
            partitions.ToString(CultureInfo.InvariantCulture),
            "--bytes",
            bytes.ToString(CultureInfo.InvariantCulture),
            "--seconds",
            Seconds,
        ];
}
