namespace ModelData.Ingestion.Completing;

/// <summary>A data file that was to be compacted.</summary>
/// <param name="Path">The blob.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Bytes">Its length then; null where it was not read.</param>
/// <param name="Revision">The revision of the manifest that lists it as it is; null where the folder has none, or a worker is about to write it.</param>
public sealed record CompactionResult(string Path, CompactionOutcome Outcome, long? Bytes, int? Revision);
