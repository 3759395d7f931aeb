namespace ModelData.Ingestion.Observing;

/// <summary>A partition of a worker, as it reports it.</summary>
/// <param name="Id">The partition.</param>
/// <param name="IsAttached">Whether it was being read.</param>
/// <param name="Halted">Why it is not read until somebody mends it, cause and mend; <see langword="null"/> when nothing of the kind is known.</param>
public sealed record WorkerPartition(string Id, bool IsAttached, string? Halted);
