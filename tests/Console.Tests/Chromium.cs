using System.Text.Json;
using System.Text.Json.Nodes;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>Runs steps of browser/console.mjs in Debian's Chromium.</summary>
internal static class Chromium
{
    private const string Program = "/usr/bin/chromium";
    private const string Absent = "Chromium is not there: eng/ci/browser.sh installs it on Debian.";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<string>> Script = new(PrepareAsync);

    /// <summary>Skips the test where the browser is not installed; where it is expected, fails.</summary>
    public static void SkipIfAbsent()
    {
        bool isThere = File.Exists(Program);
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.True(isThere, Absent);
        }
        Assert.SkipUnless(isThere, Absent);
    }

    /// <summary>Runs a step.</summary>
    /// <param name="address">Where to enter.</param>
    /// <param name="step">The step.</param>
    /// <param name="options">What it is told besides.</param>
    /// <returns>What it printed.</returns>
    public static async Task<IReadOnlyList<JsonObject>> RunAsync(Uri address, string step, object? options = null)
    {
        JsonObject all = options is null
            ? []
            : (JsonObject)JsonSerializer.SerializeToNode(options, JsonSerializerOptions.Web)!;
        all["address"] = address.AbsoluteUri;
        all["browser"] = Program;
        all["step"] = step;
        await using ChildProcess process = await ChildProcess.StartAsync(
            $"console.mjs {step}",
            "node",
            [await Script.Value, all.ToJsonString()]
        );
        int code = await Eventually.CompletesAsync(process.WaitForExitAsync(), Deadline, () => process.Output);
        Assert.True(code == 0, process.Output);
        return
        [
            .. process.Output.Split('\n').Where(it => it.StartsWith('{')).Select(it => (JsonObject)JsonNode.Parse(it)!),
        ];
    }

    // A module resolves its imports from its own folder upwards, so the script goes where the packages are.
    private static async Task<string> PrepareAsync()
    {
        const string Folder = "tests/Console.Tests/browser";
        string packages = await NodePackages.InstallAsync(Folder);
        string target = Path.Combine(packages, "console.mjs");
        File.Copy(Path.Combine(Repository.Root, Folder, "console.mjs"), target, overwrite: true);
        return target;
    }
}
