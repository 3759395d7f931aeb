namespace ModelData.Bench.Load.Latency;

/// <summary>The figures of <c>latency</c>.</summary>
internal sealed record LatencyReport
{
    public double VisibleP50Seconds { get; init; }

    public double VisibleP99Seconds { get; init; }

    public double VisibleMaxSeconds { get; init; }

    public long Rows { get; init; }

    public double RowsPerSecond { get; init; }

    public long RowsLost { get; init; }

    public long RowsDoubled { get; init; }
}
