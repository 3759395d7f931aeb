using System.Text.Json.Nodes;
using ModelData.Testing;

namespace ModelData.Interop;

/// <summary>A script that is running.</summary>
internal sealed class ScriptRun(ChildProcess process) : IAsyncDisposable
{
    /// <summary>Waits for a JSON object that has a member.</summary>
    public async Task<JsonNode> WaitForAsync(string member, TimeSpan deadline) =>
        Parse(await process.WaitForLineAsync(line => Parse(line)?[member] is not null, deadline))![member]!;

    /// <summary>Waits for a JSON object for which something holds.</summary>
    public Task WaitForAsync(Func<JsonObject, bool> match, TimeSpan deadline) =>
        process.WaitForLineAsync(line => Parse(line) is { } it && match(it), deadline);

    /// <summary>The JSON objects that it has printed so far.</summary>
    public IReadOnlyList<JsonObject> Said => [.. process.Output.Split('\n').Select(Parse).OfType<JsonObject>()];

    /// <summary>Ends it at once (SIGKILL).</summary>
    public void Kill() => process.Kill();

    /// <summary>Asks it to end (SIGTERM).</summary>
    public Task<int> TerminateAsync(TimeSpan deadline) => process.TerminateAsync(deadline);

    /// <summary>Waits until the script ends and returns the objects that it printed.</summary>
    public async Task<IReadOnlyList<JsonObject>> FinishAsync(TimeSpan deadline)
    {
        int exitCode;
        try
        {
            exitCode = await process.WaitForExitAsync().WaitAsync(deadline);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"{process.Name} did not end within {deadline.TotalSeconds:0} s:\n{process.Output}"
            );
        }
        Assert.True(exitCode == 0, $"{process.Name} ended with code {exitCode}:\n{process.Output}");
        return Said;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static JsonObject? Parse(string line) => line.StartsWith('{') ? JsonNode.Parse(line) as JsonObject : null;
}
