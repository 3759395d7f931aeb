namespace ModelData.EventHubs;

/// <summary>An event to be sent. Not thread-safe while it is being built; must not change once it is handed to a sender.</summary>
/// <param name="body">The payload. Not copied: the caller keeps it unchanged until the send has ended.</param>
public sealed class EventData(ReadOnlyMemory<byte> body)
{
    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>
    /// Encoded body sections to send in place of <see cref="Body"/>, as <see cref="ReceivedEvent.EncodedBody"/> has them: the way to send an event again
    /// whose body is no data. Default: empty, the body is one data section.
    /// </summary>
    public ReadOnlyMemory<byte> EncodedBody { get; init; }

    /// <summary>
    /// Encoded sections of properties and application properties to send, as <see cref="ReceivedEvent.EncodedProperties"/> has them. <see cref="Properties"/>
    /// are added to them, or take the place of those of the same name; the other members here are not sent then. Default: empty.
    /// </summary>
    public ReadOnlyMemory<byte> EncodedProperties { get; init; }

    /// <summary>The MIME type of the payload, for example <c>text/csv</c>. Default: none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The encoding of the payload, for example <c>br</c>. Default: none.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The application's id of this message; at most 128 characters. Default: none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The application's correlation id; at most 128 characters. Default: none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>
    /// Application properties. Values are AMQP primitives: string, bool, int, long, double, float, Guid, DateTime (UTC), byte[].
    /// Default: empty.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object>> Properties { get; init; } = [];
}
