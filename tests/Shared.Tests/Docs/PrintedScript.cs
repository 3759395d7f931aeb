using System.Diagnostics;
using System.Text;

namespace ModelData.Tests.Docs;

/// <summary>A script from a page, run by the interpreter of its language.</summary>
internal static class PrintedScript
{
    /// <summary>Runs a script; skips the test where its program is not installed.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string program, string file, string code)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldata-docs-");
        try
        {
            string path = Path.Combine(folder.FullName, file);
            await File.WriteAllTextAsync(path, code, TestContext.Current.CancellationToken);
            return await StartAsync(program, path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> StartAsync(string program, string path)
    {
        ProcessStartInfo start = new(program, [path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process? process = TryStart(start);
        if (process is null)
        {
            Assert.Skip($"{program} is not installed.");
        }
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
        string output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
