using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>The first command of the README, with fewer requests.</summary>
[Trait("Level", "Process")]
public sealed class QuickstartTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Run_WithoutATerminal_KillsTheWorkerAndFindsEveryRowOnce()
    {
        await using var quickstart = await ChildProcess.StartAsync(
            "quickstart",
            Repository.Program("Quickstart"),
            ["--requests", "600"]
        );

        var exitCode = await quickstart.WaitForExitAsync().WaitAsync(Deadline);

        Assert.True(exitCode == 0, quickstart.Output);
        Assert.Contains("is dead between stage and commit", quickstart.Output, StringComparison.Ordinal);
        Assert.Contains("OK every row exactly once", quickstart.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StorageIsNone_EndsWithTheReason()
    {
        await using var quickstart = await ChildProcess.StartAsync(
            "quickstart",
            Repository.Program("Quickstart"),
            ["--requests", "10", "--blobs", "nonsense"]
        );

        var exitCode = await quickstart.WaitForExitAsync().WaitAsync(Deadline);

        Assert.True(exitCode == 1, quickstart.Output);
        Assert.Contains("FAILED", quickstart.Output, StringComparison.Ordinal);
        Assert.Contains("Blobs", quickstart.Output, StringComparison.Ordinal);
    }
}
