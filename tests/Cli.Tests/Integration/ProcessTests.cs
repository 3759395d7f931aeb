using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary>The tool as a process: signals, pipes that nobody reads, outputs that are full. It never ends with a stack trace.</summary>
[Trait("Level", "Process")]
[UnsupportedOSPlatform("windows")]
public sealed class ProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("files", "ls")]
    [InlineData("services", "list")]
    [InlineData("services", "show", "fraud")]
    [InlineData("dead-letters", "ls")]
    [InlineData("tail")]
    public async Task Interrupted_StorageDoesNotAnswer_EndsAtOnceWithoutATrace(params string[] args)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using Process tool = Start(((IPEndPoint)silent.LocalEndpoint).Port, "exec \"$@\"", args);
        using TcpClient asked = await silent.AcceptTcpClientAsync().WaitAsync(Deadline);
        long start = Stopwatch.GetTimestamp();
        using (Process kill = Process.Start("kill", ["-INT", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync();
        }
        await tool.WaitForExitAsync().WaitAsync(Deadline);

        // The time of a request would be ten seconds, and it would be sent again.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Equal((130, "Interrupted.\n"), (tool.ExitCode, await tool.StandardError.ReadToEndAsync()));
    }

    [Fact]
    public async Task Storage_RefusesConnections_IsToldInOneLineWithTheMend()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        using Process tool = Start(port, "exec \"$@\"", ["files", "ls"]);
        await tool.WaitForExitAsync().WaitAsync(Deadline);
        string error = await tool.StandardError.ReadToEndAsync();
        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith("Storage does not answer: Connection refused", error, StringComparison.Ordinal);
        Assert.Contains("Look at the address of the account", error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n'));
    }

    [Theory]
    [InlineData("exec \"$@\" > /dev/full")]
    [InlineData("exec \"$@\" >> /dev/full")]
    public async Task Output_IsFull_IsOneMessageAndExitCode1(string script)
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("There is no /dev/full.");
        }
        using Process tool = Start(port: 1, script, ["completion", "bash"]);
        await tool.WaitForExitAsync().WaitAsync(Deadline);
        string error = await tool.StandardError.ReadToEndAsync();
        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith("The output cannot be written: ", error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n'));
    }

    [Fact]
    public async Task Output_NobodyReadsTheErrorStream_EndsAllTheSame()
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("There is no /dev/full.");
        }
        using Process tool = Start(port: 1, "exec \"$@\" 2> /dev/full", ["no-such-command"]);
        await tool.WaitForExitAsync().WaitAsync(Deadline);
        Assert.Equal(1, tool.ExitCode);
    }

    [Fact]
    public async Task Output_ReaderIsGone_EndsQuietly()
    {
        // Reads begin behind the reader's end: the tool waits for its input to be closed.
        using Process tool = Start(port: 1, "read -r _; exec \"$@\"", ["completion", "bash"]);
        tool.StandardOutput.Close();
        await tool.StandardInput.WriteLineAsync();
        tool.StandardInput.Close();
        await tool.WaitForExitAsync().WaitAsync(Deadline);
        Assert.Equal((141, ""), (tool.ExitCode, await tool.StandardError.ReadToEndAsync()));
    }

    [Fact]
    public async Task Output_OfTwoIntoOneFile_StandsBehindEachOther()
    {
        string file = Path.GetTempFileName();
        try
        {
            using Process tool = Start(port: 1, $"(\"$@\"; \"$@\") > '{file}'", ["completion", "zsh"]);
            await tool.WaitForExitAsync().WaitAsync(Deadline);
            string text = await File.ReadAllTextAsync(file);
            Assert.Equal(3, text.Split("compdef _modeldata").Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Process Start(int port, string script, string[] args)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            string argument in (string[])["-c", script, "bash", "dotnet", Repository.Program("ModelData.Cli"), .. args]
        )
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["Blobs__ConnectionString"] =
            $"BlobEndpoint=http://127.0.0.1:{port}/a;AccountName=a;AccountKey={Convert.ToBase64String(new byte[32])}";
        return Process.Start(start)!;
    }
}
