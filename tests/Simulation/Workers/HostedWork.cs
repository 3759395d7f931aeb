using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace ModelData.Simulation.Workers;

/// <summary>Runs a hosted service on the process that calls: starting it would put it on the thread pool.</summary>
internal static class HostedWork
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(ExecuteAsync))]
    public static extern Task ExecuteAsync(BackgroundService service, CancellationToken stoppingToken);
}
