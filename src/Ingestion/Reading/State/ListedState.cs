namespace ModelData.Ingestion.Reading.State;

/// <summary>A state as a listing shows it.</summary>
/// <param name="PartitionId">The partition, by the name of the blob.</param>
/// <param name="Facts">
/// What the metadata say; <see langword="null"/> when they do not say all of it: a former release wrote them, or somebody edited or copied them. The state
/// must then be loaded.
/// </param>
/// <param name="LastModified">When it was written, by the storage's clock.</param>
/// <param name="Age">How long ago that was when it was listed, by the same clock, to the second.</param>
internal sealed record ListedState(string PartitionId, StateFacts? Facts, DateTimeOffset LastModified, TimeSpan Age);
