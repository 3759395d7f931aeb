namespace ModelData.Ingestion.Observing;

/// <summary>A worker's report as it was found.</summary>
/// <param name="Name">The worker, by the name of the blob.</param>
/// <param name="Report">The report; <see langword="null"/> when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read, for a person, without its full stop.</param>
/// <param name="LastModified">When it was written, by the storage's clock.</param>
/// <param name="Age">How long ago that was when it was listed, by the same clock, to the second.</param>
internal sealed record ListedReport(
    string Name,
    WorkerReport? Report,
    string? Problem,
    DateTimeOffset LastModified,
    TimeSpan Age
);
