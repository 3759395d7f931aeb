namespace ModelData.Simulation.Plans;

/// <summary>A mistake that a schedule must be able to find.</summary>
internal enum Sabotage
{
    None,

    /// <summary>Commits do not ask for the version that they were built on.</summary>
    NoCondition,

    /// <summary>Blocks of two writers may have the same id.</summary>
    DeterministicIds,

    /// <summary>What files say of their positions is not seen.</summary>
    NoSequences,

    /// <summary>A partition is read again while rows of it from before are still in memory.</summary>
    NoFinish,

    /// <summary>A save of a state does not ask which version it replaces.</summary>
    NoStateCondition,

    /// <summary>A look does not read who owns a partition that was this worker's once.</summary>
    BlindLooks,

    /// <summary>Every session of the same identity is taken for this one.</summary>
    IdentityForSession,

    /// <summary>A look takes what an earlier one was told of the hub.</summary>
    StaleLooks,

    /// <summary>The end of a partition is taken before it is claimed.</summary>
    EarlyBarrier,

    /// <summary>That a file was left is not in the state.</summary>
    FilesForgotten,
}
