using System.Net;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary><c>modeldata console</c> as a process of its own.</summary>
[Trait("Level", "Process")]
public sealed class ConsoleCommandTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Console_PrintsAnAddressThatOpensOneSession_AndEndsBySignal()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        await using ChildProcess tool = await StartAsync(rig, "--port", "0", "--as", "ada");
        string line = await tool.WaitForLineAsync(
            it => it.Contains("http://127.0.0.1:", StringComparison.Ordinal),
            Deadline
        );
        var address = new Uri(line.Trim());
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        using HttpResponseMessage entered = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        string page = await client.GetStringAsync(new Uri(address, "/"));
        Assert.Contains("no worker has left anything here", page);
        Assert.Contains(">ada<", page);
        using HttpResponseMessage again = await new HttpClient().GetAsync(address);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);

        // With a page that listens.
        using HttpResponseMessage live = await client.GetAsync(
            new Uri(address, "/live"),
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal("text/event-stream", live.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, await tool.TerminateAsync(Deadline));
    }

    [Fact]
    public async Task Console_OfATakenPort_SaysSo()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        await using ChildProcess tool = await StartAsync(rig, "--port", $"{rig.Console.Root.Port}");
        Assert.Equal(1, await tool.WaitForExitAsync().WaitAsync(Deadline));
        Assert.Contains("address already in use", tool.Output);
    }

    private Task<ChildProcess> StartAsync(ConsoleRig rig, params string[] arguments) =>
        ChildProcess.StartAsync(
            "modeldata console",
            "dotnet",
            [Repository.Program("ModelData.Cli"), "console", .. arguments],
            new Dictionary<string, string?>
            {
                ["Blobs__ConnectionString"] = azurite.Azurite.ConnectionString,
                ["Blobs__Container"] = rig.Pipeline.Data.Name,
                ["State__Container"] = rig.Pipeline.State.Name,
                ["DeadLetters__Container"] = rig.Pipeline.DeadLetters.Name,
                ["Settings__Container"] = rig.Settings.Name,
                ["EventHubs__ConnectionString"] = rig.Pipeline.Broker.ConnectionString,
                ["EventHubs__HubName"] = Integration.Pipeline.Hub,
            }
        );
}
