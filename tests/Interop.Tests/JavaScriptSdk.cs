using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelData.Testing;

namespace ModelData.Interop;

/// <summary>Runs the scripts under js/ on the official SDK, installed unmodified from its lock file.</summary>
internal static class JavaScriptSdk
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly Lazy<Task<string>> Scripts = new(PrepareAsync);

    /// <summary>Starts a script; each line that it prints is a JSON object.</summary>
    /// <param name="script">Its file name.</param>
    /// <param name="options">What it is told.</param>
    /// <param name="authority">A file with a root certificate that it trusts beside those of Node. Default: none.</param>
    public static async Task<ScriptRun> StartAsync(string script, object options, string? authority = null)
    {
        var folder = await Scripts.Value;
        var json = JsonSerializer.Serialize(options, Json);
        Dictionary<string, string?> environment = authority is null
            ? []
            : new() { ["NODE_EXTRA_CA_CERTS"] = authority };
        var process = await ChildProcess.StartAsync(script, "node", [Path.Combine(folder, script), json], environment);
        return new ScriptRun(process);
    }

    /// <summary>Runs a script to its end.</summary>
    /// <returns>The JSON objects that it printed.</returns>
    public static async Task<IReadOnlyList<JsonObject>> RunAsync(
        string script,
        object options,
        TimeSpan deadline,
        string? authority = null
    )
    {
        await using var run = await StartAsync(script, options, authority);
        return await run.FinishAsync(deadline);
    }

    private static async Task<string> PrepareAsync()
    {
        var source = Path.Combine(Repository.Root, "tests/Interop.Tests/js");
        var packages = await NodePackages.InstallAsync("tests/Interop.Tests/js");
        // A module resolves its imports from its own folder upwards, so the scripts go where the packages are.
        var target = Directory.CreateDirectory(Path.Combine(packages, "scripts")).FullName;
        foreach (var script in Directory.EnumerateFiles(source, "*.mjs"))
        {
            File.Copy(script, Path.Combine(target, Path.GetFileName(script)), overwrite: true);
        }
        return target;
    }
}
