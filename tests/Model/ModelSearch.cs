using System.Diagnostics;
using ModelData.Testing;

namespace ModelData.Models;

/// <summary>
/// One search through all states of a model: <c>spin -a</c>, <c>gcc</c>, <c>pan</c>, breadth first, so that a counterexample is as
/// short as can be. At most two run at a time.
/// </summary>
internal static class ModelSearch
{
    private static readonly SemaphoreSlim Places = new(2);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Searches a model.</summary>
    /// <param name="model">The file's name without its extension.</param>
    /// <param name="defines">What is defined, separated by spaces: bounds, and the rules that are taken out.</param>
    public static async Task<Verdict> RunAsync(string model, string defines)
    {
        Toolchain.Require();
        await Places.WaitAsync();
        var folder = Directory.CreateTempSubdirectory("model-");
        try
        {
            string file = $"{model}.pml";
            File.Copy(Path.Combine(Repository.Root, "tests", "Model", file), Path.Combine(folder.FullName, file));
            string[] options =
            [
                .. defines.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(define => "-D" + define),
            ];
            await SucceedAsync(folder, "spin", ["-a", .. options, file]);
            await SucceedAsync(
                folder,
                "gcc",
                ["-O1", "-DSAFETY", "-DBFS", "-DVECTORSZ=512", "-DMEMLIM=4000", "-o", "pan", "pan.c"]
            );
            var search = await RunAsync(folder, Path.Combine(folder.FullName, "pan"), ["-w22"]);
            string steps = File.Exists(Path.Combine(folder.FullName, file + ".trail"))
                ? (await RunAsync(folder, "spin", ["-t", .. options, file])).Output
                : "";
            return Keep(new Verdict(model, defines, search.ExitCode, search.Output, steps));
        }
        finally
        {
            Places.Release();
            folder.Delete(recursive: true);
        }
    }

    private static Verdict Keep(Verdict verdict)
    {
        string kept = Path.Combine(Repository.Artifacts, "models");
        Directory.CreateDirectory(kept);
        string name = string.Join('-', [verdict.Model, .. verdict.Defines.Split(' ')]).Replace('=', '-');
        File.WriteAllText(Path.Combine(kept, name + ".txt"), verdict.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(verdict.ToString());
        return verdict;
    }

    private static async Task SucceedAsync(DirectoryInfo folder, string program, string[] arguments)
    {
        var (exitCode, output) = await RunAsync(folder, program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {exitCode}\n{output}");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        DirectoryInfo folder,
        string program,
        string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {Limit}.");
        }
    }
}
