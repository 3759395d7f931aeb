namespace ModelData.Bench.Load.Fleet;

/// <summary>The figures of <c>fleet</c>.</summary>
/// <param name="LimitMegabytesPerSecond">What the hub gives at most, in events as they are on the wire.</param>
/// <param name="Runs">One for each size of the fleet.</param>
internal sealed record FleetReport(double LimitMegabytesPerSecond, IReadOnlyList<FleetFigures> Runs);

/// <summary>The figures of one size of the fleet.</summary>
internal sealed record FleetFigures
{
    public int Workers { get; init; }

    public double RowsPerSecond { get; init; }

    public double MegabytesPerSecond { get; init; }

    /// <summary>Of all workers together.</summary>
    public double CpuSecondsPerMillionRows { get; init; }

    public double StorageRequestsPerMillionRows { get; init; }

    /// <summary>From SIGKILL until each partition of the worker was read by another; unset for a single one.</summary>
    public double? TakeOverAfterKillSeconds { get; init; }

    /// <summary>The same from SIGTERM.</summary>
    public double? TakeOverAfterStopSeconds { get; init; }

    /// <summary>Rows that were read more than once because of both.</summary>
    public long? RowsReplayed { get; init; }

    public long RowsLost { get; init; }

    public long RowsDoubled { get; init; }
}
