namespace ModelData.Bench.Load.Scoring;

/// <summary>The figures of <c>scoring</c>: medians over the rounds, ratios within each round.</summary>
internal sealed record ScoringReport
{
    public int Starts { get; init; }

    public int Rounds { get; init; }

    public int RequestsPerPart { get; init; }

    public double OffMicrosecondsPerRequest { get; init; }

    public double SampledMicrosecondsPerRequest { get; init; }

    public double AllMicrosecondsPerRequest { get; init; }

    /// <summary>A second app with collection off, to the first: what the measurement itself differs by.</summary>
    public Ratio OffToOff { get; init; }

    /// <summary>10 % of the requests collected, to none.</summary>
    public Ratio SampledToOff { get; init; }

    /// <summary>All requests collected, to none.</summary>
    public Ratio AllToOff { get; init; }

    /// <summary>All requests collected while the hub is silent, to the same app just before; null where it was not.</summary>
    public double? FrozenToAll { get; init; }

    /// <summary>The memory of that app when the hub fell silent, and at most while it was.</summary>
    public long[] FrozenMemoryBytes { get; init; } = [];
}
