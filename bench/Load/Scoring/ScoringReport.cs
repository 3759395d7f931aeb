namespace ModelData.Bench.Load.Scoring;

/// <summary>The figures of <c>scoring</c>: medians over the rounds, ratios within each round.</summary>
internal sealed record ScoringReport
{
    public int Rounds { get; init; }

    public int RequestsPerPart { get; init; }

    public double OffMicrosecondsPerRequest { get; init; }

    public double SampledMicrosecondsPerRequest { get; init; }

    public double AllMicrosecondsPerRequest { get; init; }

    /// <summary>10 % of the requests collected, to none.</summary>
    public double SampledToOff { get; init; }

    /// <summary>All requests collected, to none.</summary>
    public double AllToOff { get; init; }

    /// <summary>The smallest and the largest of the rounds.</summary>
    public double[] SampledToOffRange { get; init; } = [];

    public double[] AllToOffRange { get; init; } = [];
}
