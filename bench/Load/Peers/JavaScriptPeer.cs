using System.Text.Json;
using ModelData.Bench.Load.Backlog;
using ModelData.Testing;

namespace ModelData.Bench.Load.Peers;

/// <summary>What the script under <c>js</c> is told.</summary>
internal sealed record JavaScriptPeerOptions(
    string ConnectionString,
    string Form,
    string? Blobs,
    double Seconds,
    long Rows
)
{
    public string Hub { get; } = BacklogPlan.HubName;

    public string ConsumerGroup { get; } = PeerRun.ConsumerGroup;
}

/// <summary>Runs the script on the official SDK, installed unmodified from its lock file.</summary>
internal static class JavaScriptPeer
{
    private const string Source = "bench/Load/Peers/js";

    public static async Task<ChildProcess> StartAsync(
        string name,
        JavaScriptPeerOptions options,
        Action<string> onLine,
        CancellationToken cancellationToken
    )
    {
        string packages = await NodePackages.InstallAsync(Source, cancellationToken: cancellationToken);
        // A module resolves its imports from its own folder upwards, so the scripts go where the packages are.
        string scripts = Directory.CreateDirectory(Path.Combine(packages, "scripts")).FullName;
        foreach (string script in Directory.EnumerateFiles(Path.Combine(Repository.Root, Source), "*.mjs"))
        {
            File.Copy(script, Path.Combine(scripts, Path.GetFileName(script)), overwrite: true);
        }

        string json = JsonSerializer.Serialize(options, JsonSerializerOptions.Web);
        return await ChildProcess.StartAsync(name, "node", [Path.Combine(scripts, "drain.mjs"), json], onLine: onLine);
    }
}
