using ModelData.Testing;

namespace ModelData.Containers.Docker;

/// <summary>A compose file of the repository under a name of its own, with what it made removed at the end.</summary>
internal sealed class ComposeProject(string file, Dictionary<string, string?> environment) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly Lazy<string[]> Command = new(FindCommand);
    private readonly string _name = $"modeldata{Guid.NewGuid():N}"[..20];

    public async Task RunAsync(params string[] arguments)
    {
        string[] all =
        [
            .. Command.Value[1..],
            "-p",
            _name,
            "-f",
            Path.Combine(Repository.Root, "infra/compose", file),
            .. arguments,
        ];
        await using var compose = await ChildProcess.StartAsync("compose", Command.Value[0], all, environment);
        int code = await compose.WaitForExitAsync().WaitAsync(Deadline);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}:\n{compose.OutputTail}");
    }

    public async ValueTask DisposeAsync() => await RunAsync("down", "-v", "-t", "10");

    // The plug-in where there is one, else the program of its own that came before it.
    private static string[] FindCommand()
    {
        using var plugin = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("docker", ["compose", "version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        plugin.WaitForExit();
        return plugin.ExitCode == 0 ? ["docker", "compose"] : ["docker-compose"];
    }
}
