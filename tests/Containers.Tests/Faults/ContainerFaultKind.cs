namespace ModelData.Containers.Faults;

/// <summary>What can happen to a container.</summary>
internal enum ContainerFaultKind
{
    /// <summary>SIGKILL, and started again.</summary>
    Kill,

    /// <summary>Stopped as an orchestrator does, and started again.</summary>
    Restart,

    /// <summary>All its processes stand still: the freezer of its control group.</summary>
    Pause,

    /// <summary>Its program stands still: SIGSTOP and SIGCONT.</summary>
    Freeze,

    /// <summary>Taken off the network: connections stay half-open, names are not resolved.</summary>
    Disconnect,

    /// <summary>No more memory than it uses: the kernel kills it as soon as it takes more.</summary>
    Squeeze,
}
