using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>What the worker says when it starts, and when it cannot.</summary>
[Trait("Level", "Process")]
public sealed partial class StartTests
{
    private const string Worker = "ModelData.Ingestor";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:{0}", "another program has this port")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}", "another program has this port")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "9{0}", "a port is a number up to 65535")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}x", "a port is a number up to 65535")]
    [InlineData("ASPNETCORE_URLS", "http://*:x{0}", "a port is a number up to 65535")]
    [InlineData("ASPNETCORE_URLS", "http://[::1]:{0}x", "a port is a number up to 65535")]
    [InlineData("ASPNETCORE_URLS", "https://127.0.0.1:0{0}", "it serves http alone")]
    public async Task Start_PlaceThatCannotBeListenedOn_IsSaidInOneLine(string name, string value, string reason)
    {
        using var other = new TcpListener(IPAddress.IPv6Any, 0);
        other.Server.DualMode = true;
        other.Start();
        string port = ((IPEndPoint)other.LocalEndpoint).Port.ToString("00000");

        await using var worker = await StartAsync(
            new() { ["ASPNETCORE_URLS"] = null, [name] = string.Format(value, port) }
        );
        using var late = new CancellationTokenSource(Deadline);

        Assert.Equal(2, await worker.WaitForExitAsync(late.Token));
        string line = Assert.Single(
            worker.Output.Split('\n'),
            it => it.Contains("cannot listen", StringComparison.Ordinal)
        );
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.Contains(port, line, StringComparison.Ordinal);
        Assert.Contains("Set ASPNETCORE_HTTP_PORTS to a port that is free", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", worker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", worker.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("systemd")]
    [InlineData("json")]
    public async Task Log_EachEvent_IsOneLineWithATime(string? formatter)
    {
        await using var worker = await StartAsync(
            new() { ["Logging__Console__FormatterName"] = formatter, ["TZ"] = "Asia/Tokyo" }
        );
        var before = DateTimeOffset.UtcNow;
        await worker.WaitForLineAsync(line => line.Contains("cannot be reached", StringComparison.Ordinal), Deadline);

        string[] lines = worker.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(
            lines,
            line =>
            {
                string text =
                    formatter == "json" ? JsonDocument.Parse(line).RootElement.GetProperty("Timestamp").GetString()!
                    : Start().Match(line) is { Success: true } start ? start.Groups[1].Value
                    : throw new InvalidOperationException(line);
                var time = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
                Assert.InRange(time, before - Deadline, before + Deadline);
            }
        );
        Assert.Contains(lines, line => line.Contains("3005", StringComparison.Ordinal));
    }

    // Nothing listens on port 1: the worker waits for its hub.
    private static Task<ChildProcess> StartAsync(Dictionary<string, string?> settings)
    {
        var environment = new Dictionary<string, string?>(ListeningAddress.Environment)
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["EventHubs__ConnectionString"] = BrokerProcess.ConnectionStringFor(1),
            ["EventHubs__HubName"] = "hub",
            ["Blobs__ConnectionString"] = AzuriteProcess.ConnectionStringFor(1),
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        string program = Repository.Program(Worker);
        return ChildProcess.StartAsync("worker", program, [], environment, Path.GetDirectoryName(program));
    }

    [GeneratedRegex(@"^(?:<\d>)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ")]
    private static partial Regex Start();
}
