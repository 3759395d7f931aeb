using System.Diagnostics;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Rig;

/// <summary>A worker and the proxy that only it uses.</summary>
internal sealed record WorkerUnderTest(WorkerProcess Process, BlobFaultProxy Proxy) : IAsyncDisposable
{
    /// <summary>SIGKILL.</summary>
    public void Kill() => Process.Kill();

    /// <summary>SIGSTOP: it does not run, and does not know it.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{Process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
