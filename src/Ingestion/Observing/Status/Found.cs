using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What was asked for, or why it is not known.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="Value">What was found; null when it is not known.</param>
/// <param name="Problem">Why not.</param>
internal sealed record Found<T>(T? Value, ReportedProblem? Problem)
    where T : class;
