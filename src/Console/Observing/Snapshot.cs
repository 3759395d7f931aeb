using ModelData.Ingestion.Observing.Status;

namespace ModelData.Console.Observing;

/// <summary>The pipeline as it was at the last look.</summary>
/// <param name="Status">What was found.</param>
/// <param name="Age">How long ago that was, by the monotonic clock.</param>
public sealed record Snapshot(PipelineStatus Status, TimeSpan Age)
{
    /// <summary>From this age on, how the pipeline is now is not known.</summary>
    public static readonly TimeSpan Old = TimeSpan.FromSeconds(30);

    /// <summary>Whether it is so old that it says nothing of now.</summary>
    public bool IsOld => Age > Old;
}
