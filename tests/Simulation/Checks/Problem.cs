namespace ModelData.Simulation.Checks;

/// <summary>What must not happen.</summary>
internal enum ProblemKind
{
    Lost,
    Doubled,
    OutOfOrder,

    /// <summary>A position, or what a file says of its positions, went back.</summary>
    WentBack,

    /// <summary>Something was made durable that no look had proven.</summary>
    NotProven,

    Letters,

    /// <summary>A file does not say of its rows at which rates they were collected.</summary>
    Counts,

    /// <summary>A file does not say when the hub got the last of its rows.</summary>
    Times,

    /// <summary>Rows of one file are redacted in different ways.</summary>
    Mixed,

    /// <summary>Not everything was in files in the end, although nothing was in the way.</summary>
    Stuck,

    /// <summary>A worker stopped by itself.</summary>
    Stopped,

    /// <summary>Work left the simulator: the schedule does not replay.</summary>
    Escaped,

    /// <summary>The simulation itself failed.</summary>
    Broken,
}

/// <summary>Something that must not happen, and did.</summary>
internal sealed record Problem(ProblemKind Kind, string Text)
{
    public override string ToString() => $"{Kind}: {Text}";
}
