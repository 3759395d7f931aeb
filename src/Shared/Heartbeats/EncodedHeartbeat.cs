namespace ModelData;

/// <summary>A heartbeat as an event, ready to be sent. Immutable.</summary>
/// <param name="Body">The payload: JSON in UTF-8, at most <see cref="HeartbeatReader.MaxBytes"/>.</param>
/// <param name="Properties">The application properties, all of them texts.</param>
/// <param name="PartitionKey">The key of the partition: <see cref="CollectionAddress.PartitionKey"/>, so that it goes where the rows go.</param>
public sealed record EncodedHeartbeat(
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, object>> Properties,
    string PartitionKey
)
{
    /// <summary>The content type: <c>application/json</c>.</summary>
    public string ContentType => EventAttributes.JsonContentType;
}
