using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelData.Testing;

namespace ModelData.Interop.Python;

/// <summary>Runs the scripts under py/ on the official SDK as Debian packs it.</summary>
internal static class PythonSdk
{
    private const string Program = "/usr/bin/python3";
    private const string Absent =
        "The official Python SDK is not there: `bash eng/ci/python.sh` installs Debian's python3-azure and python3-websocket.";

    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly Lazy<Task<bool>> IsThere = new(ProbeAsync);

    /// <summary>Whether the SDK is installed.</summary>
    public static Task<bool> IsThereAsync() => IsThere.Value;

    /// <summary>Skips the test where the SDK is not installed; where it is expected, fails.</summary>
    public static async Task RequireAsync()
    {
        bool isThere = await IsThere.Value;
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.True(isThere, Absent);
        }

        Assert.SkipUnless(isThere, Absent);
    }

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">Its file name.</param>
    /// <param name="options">What it is told.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="modules">A folder with further modules. Default: none.</param>
    /// <returns>The JSON objects that it printed.</returns>
    public static async Task<IReadOnlyList<JsonObject>> RunAsync(
        string script,
        object options,
        TimeSpan deadline,
        string? modules = null
    )
    {
        string path = Path.Combine(Repository.Root, "tests/Interop.Tests/py", script);
        var environment = new Dictionary<string, string?>
        {
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["PYTHONPATH"] = modules,
        };
        ChildProcess process = await ChildProcess.StartAsync(
            script,
            Program,
            [path, JsonSerializer.Serialize(options, Json)],
            environment
        );
        await using var run = new ScriptRun(process);
        return await run.FinishAsync(deadline);
    }

    /// <summary>Runs a program of its own to its good end.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunProgramAsync(
        string path,
        IReadOnlyDictionary<string, string?> environment,
        TimeSpan deadline
    )
    {
        await using ChildProcess process = await ChildProcess.StartAsync(
            Path.GetFileName(path),
            Program,
            [path],
            environment.Append(KeyValuePair.Create("PYTHONDONTWRITEBYTECODE", (string?)"1"))
        );
        int code = await process.WaitForExitAsync().WaitAsync(deadline);
        Assert.True(code == 0, process.Output);
        return process.Output;
    }

    private static async Task<bool> ProbeAsync()
    {
        if (!File.Exists(Program))
        {
            return false;
        }

        await using ChildProcess probe = await ChildProcess.StartAsync(
            "python3",
            Program,
            ["-c", "import azure.eventhub, websocket"]
        );
        return await probe.WaitForExitAsync().WaitAsync(ProbeDeadline) == 0;
    }
}
