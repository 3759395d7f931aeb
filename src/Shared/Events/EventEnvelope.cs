namespace ModelData;

/// <summary>An event as it came over the wire, as far as the format is concerned.</summary>
/// <param name="Properties">The application properties.</param>
/// <param name="ContentType">The content type, if any.</param>
/// <param name="ContentEncoding">The content encoding, if any.</param>
/// <param name="Body">The payload.</param>
/// <param name="EnqueuedTime">When the event was stored, on the service's clock.</param>
public readonly record struct EventEnvelope(
    IReadOnlyDictionary<string, object?> Properties,
    string? ContentType,
    string? ContentEncoding,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset EnqueuedTime
);
