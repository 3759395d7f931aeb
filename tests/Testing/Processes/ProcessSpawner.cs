using System.Collections.Concurrent;
using System.Diagnostics;

namespace ModelData.Testing;

/// <summary>
/// Starts children that the kernel kills when this process dies, however it dies. The kernel ties a child to the *thread* that
/// forked it, so one thread that lives as long as the process forks them all.
/// </summary>
internal static class ProcessSpawner
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Done)> Queue = [];
    private static readonly string? SetPriv = Find("setpriv");

    static ProcessSpawner() => new Thread(Run) { IsBackground = true, Name = "process spawner" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        if (SetPriv is not null)
        {
            info.ArgumentList.Insert(0, info.FileName);
            info.ArgumentList.Insert(0, "--");
            info.ArgumentList.Insert(0, "KILL");
            info.ArgumentList.Insert(0, "--pdeathsig");
            info.FileName = SetPriv;
        }
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((info, done));
        return done.Task;
    }

    private static void Run()
    {
        foreach (var (info, done) in Queue.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(info)!);
            }
#pragma warning disable CA1031 // The caller gets it, whatever it is.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        }
    }

    private static string? Find(string program) =>
        OperatingSystem.IsLinux()
            ? (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
                .Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, program))
                .FirstOrDefault(File.Exists)
            : null;
}
