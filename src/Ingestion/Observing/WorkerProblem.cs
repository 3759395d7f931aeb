using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing;

/// <summary>A problem that a worker has found, as it reports it. The code may be one that only another release knows.</summary>
/// <param name="Code">Which one: <see cref="KnownProblem.Code"/>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Where">What has it: a partition, a container, a worker.</param>
/// <param name="Cause">What happened, one line for a person, without its full stop.</param>
/// <param name="Mend">What to do, one line for a person, without its full stop.</param>
/// <param name="Seconds">For how long it had been so; <see langword="null"/> when that is not known.</param>
public sealed record WorkerProblem(
    string Code,
    ProblemSeverity Severity,
    string Where,
    string Cause,
    string Mend,
    double? Seconds
);
