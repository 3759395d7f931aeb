namespace ModelData.Operations.DeadLetters;

/// <summary>The event that a letter holds, to be sent again.</summary>
/// <param name="body">The payload.</param>
internal sealed class LetterEvent(ReadOnlyMemory<byte> body)
{
    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>
    /// Encoded body sections to send in place of <see cref="Body"/>, as a letter has them whose body is not one data section. Default: empty, the
    /// body is one data section.
    /// </summary>
    public ReadOnlyMemory<byte> EncodedBody { get; init; }

    /// <summary>
    /// Encoded sections of properties and application properties to send, as a letter has them. <see cref="Properties"/>
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
