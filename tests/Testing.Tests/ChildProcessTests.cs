namespace ModelData.Testing;

[Trait("Level", "Process")]
public sealed class ChildProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task TerminateAsync_ProgramThatEndsOnRequest_ReturnsItsExitCode()
    {
        await using var process = await ChildProcess.StartAsync(
            "sh",
            "sh",
            ["-c", "trap 'echo draining; exit 7' TERM; echo started; while :; do sleep 0.05; done"]
        );
        await process.WaitForLineAsync(line => line == "started", Deadline);
        Assert.True(process.PeakMemoryBytes > 0);
        Assert.True(process.ProcessorTime >= TimeSpan.Zero);
        Assert.Equal(7, await process.TerminateAsync(Deadline));
        Assert.Contains("draining", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_RunningProgram_IsGoneWhenItReturns()
    {
        await using var process = await ChildProcess.StartAsync("sleep", "sleep", ["1000"]);
        Assert.False(process.HasExited);
        process.Kill();
        Assert.True(process.HasExited);
        Assert.Equal(128 + 9, process.ExitCode);
    }

    [Fact]
    public async Task WaitForLineAsync_ProgramEndsFirst_SaysWhy()
    {
        await using var process = await ChildProcess.StartAsync("sh", "sh", ["-c", "echo reason >&2; exit 3"]);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            process.WaitForLineAsync(line => line == "never", Deadline)
        );
        Assert.Contains("code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("reason", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ParentIsKilled_ChildDiesWithIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's parent-death signal is a Linux feature.");
        await using var parent = await ChildProcess.StartAsync(
            "parent",
            Environment.ProcessPath!,
            [ParentMode.Argument]
        );
        var line = await parent.WaitForLineAsync(
            it => it.StartsWith(ParentMode.Prefix, StringComparison.Ordinal),
            Deadline
        );
        var child = line[ParentMode.Prefix.Length..];
        Assert.True(Directory.Exists($"/proc/{child}"));
        parent.Kill();
        await Eventually.IsTrueAsync(() => !IsRunning(child), Deadline, "the grandchild still runs");
    }

    // A killed process stays as a zombie until somebody reaps it.
    private static bool IsRunning(string processId)
    {
        try
        {
            return !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
