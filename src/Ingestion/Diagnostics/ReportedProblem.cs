namespace ModelData.Ingestion.Diagnostics;

/// <summary>A known problem, where it was found.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Where">What has it: a partition, a container, a worker.</param>
/// <param name="Cause">What happened, one line for a person, without its full stop.</param>
/// <param name="Mend">What to do, one line for a person, without its full stop.</param>
/// <param name="Duration">For how long it has been so; <see langword="null"/> when that is not known.</param>
public sealed record ReportedProblem(KnownProblem Kind, string Where, string Cause, string Mend, TimeSpan? Duration);
