namespace ModelData.Ingestion.Reading.State;

/// <summary>What the metadata of a state blob say of its partition: enough to tell how far it is done without the duplicate memory.</summary>
/// <param name="Position">The sequence number of the last event that is done; -1 when none is.</param>
/// <param name="EnqueuedTime">When it was stored in the hub.</param>
/// <param name="Watermark">The time before which every event is done; <see langword="null"/> while that is not known.</param>
/// <param name="Incarnation">The life of the hub that the position counts in.</param>
internal sealed record StateFacts(
    long Position,
    DateTimeOffset EnqueuedTime,
    DateTimeOffset? Watermark,
    string Incarnation
);
