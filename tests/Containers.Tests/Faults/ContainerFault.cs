using ModelData.Containers.Docker;
using ModelData.Containers.Pipeline;

namespace ModelData.Containers.Faults;

/// <summary>One thing that happens to one container, for a while, and is over.</summary>
internal sealed record ContainerFault(Part Part, ContainerFaultKind Kind, TimeSpan Lasts, TimeSpan Then)
{
    /// <summary>Makes it happen and undoes it.</summary>
    /// <returns>Whether it killed the program.</returns>
    public async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        await BeginAsync();
        await Task.Delay(Lasts, cancellationToken);
        bool killed = await EndAsync();
        await Task.Delay(Then, cancellationToken);
        return killed;
    }

    public override string ToString() => $"{Kind} {Part.Name} {Lasts.TotalSeconds:F1} s, then {Then.TotalSeconds:F1} s";

    private Task BeginAsync() =>
        Kind switch
        {
            ContainerFaultKind.Kill => Part.SignalAsync("SIGKILL"),
            ContainerFaultKind.Restart => Part.StopAsync(),
            ContainerFaultKind.Pause => Part.PauseAsync(),
            ContainerFaultKind.Freeze => Part.SignalAsync("SIGSTOP"),
            ContainerFaultKind.Disconnect => Part.DisconnectAsync(),
            _ => Part.SqueezeAsync(),
        };

    private async Task<bool> EndAsync()
    {
        switch (Kind)
        {
            case ContainerFaultKind.Pause:
                await Part.UnpauseAsync();
                break;
            case ContainerFaultKind.Freeze:
                await Part.SignalAsync("SIGCONT");
                break;
            case ContainerFaultKind.Disconnect:
                await Part.ConnectAsync();
                break;
            case ContainerFaultKind.Squeeze:
                await Part.EaseAsync(ContainerPipeline.MemoryLimitMebibytes);
                break;
        }

        // Dead of the fault, or for once of a cause of its own: an orchestrator would start it as well.
        var state = await Part.ReadStateAsync();
        if (!state.Running)
        {
            await Part.StartAsync();
        }

        return !state.Running && Kind != ContainerFaultKind.Restart;
    }
}
