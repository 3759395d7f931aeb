using System.Globalization;
using ModelData.LocalEventHubs.Clients;
using ModelData.Testing;

namespace ModelData.LocalEventHubs;

/// <summary>The broker as a program of its own, which can be killed.</summary>
internal static class BrokerProcess
{
    private const string Announcement = "listening on amqp://127.0.0.1:";

    public static Task<ChildProcess> StartAsync(string folder, int port = 0) =>
        ChildProcess.StartAsync(
            "broker",
            Repository.Program("ModelData.LocalEventHubs"),
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--data", folder, "--hub", "hub:2"]
        );

    public static async Task<int> GetPortAsync(ChildProcess broker)
    {
        string line = await broker.WaitForLineAsync(
            it => it.StartsWith(Announcement, StringComparison.Ordinal),
            AmqpClient.Deadline
        );
        return int.Parse(line.AsSpan(Announcement.Length), CultureInfo.InvariantCulture);
    }

    /// <summary>The resident memory of the process now. Linux only.</summary>
    public static long GetMemoryBytes(ChildProcess broker)
    {
        string line = File.ReadLines($"/proc/{broker.Id}/status")
            .First(it => it.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
