using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Model;

/// <summary>An event as it stands in a partition. Immutable.</summary>
internal sealed class ReceivedEvent
{
    /// <summary>
    /// The payload: the bytes of a data section, or of several one after the other. Of a value section the bytes of a binary, or a scalar as UTF-8 text.
    /// Of lists, maps and sequences, which are no bytes, what <see cref="EncodedBody"/> has.
    /// </summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The kind of the body. Default: <see cref="EventBodyKind.Data"/>.</summary>
    public EventBodyKind BodyKind { get; init; }

    /// <summary>
    /// The body's sections, encoded, with their AMQP types; empty when the body is one data section, which <see cref="Body"/> holds whole.
    /// </summary>
    public ReadOnlyMemory<byte> EncodedBody { get; init; }

    /// <summary>What a value or sequence section holds, as plain objects; unset for data.</summary>
    public object? BodyValue { get; init; }

    /// <summary>
    /// Whether nothing but the event's position is known, since the official client cannot hand it out. Body and properties are missing, and
    /// <see cref="EnqueuedTime"/> is that of an event before it. Default: <see langword="false"/>.
    /// </summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Why it cannot be handed out, if so.</summary>
    public string? Problem { get; init; }

    /// <summary>The position in the partition: contiguous, starting at 0 when the hub is created.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>The opaque position in the partition. Never parse, compare or increment it.</summary>
    public required string Offset { get; init; }

    /// <summary>When the service stored the event (UTC, the service's clock).</summary>
    public required DateTimeOffset EnqueuedTime { get; init; }

    /// <summary>The key that chose the partition, if the sender gave one.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The MIME type of the payload, if the sender gave one.</summary>
    public string? ContentType { get; init; }

    /// <summary>The encoding of the payload, if the sender gave one.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The sender's message id as text, if any.</summary>
    public string? MessageId { get; init; }

    /// <summary>The sender's correlation id as text, if any.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Application properties as the sender gave them; empty when there were none.</summary>
    public required IReadOnlyDictionary<string, object?> Properties { get; init; }

    /// <summary>
    /// The sections of properties and application properties, encoded, where the members here do not tell all of them: types that plain objects have not
    /// (decimals, described values, lists), other fields. Else empty.
    /// </summary>
    public ReadOnlyMemory<byte> EncodedProperties { get; init; }

    /// <summary>Message annotations of the service beyond those that have a property here; empty when there were none.</summary>
    public IReadOnlyDictionary<string, object?> SystemProperties { get; init; } = new Dictionary<string, object?>();
}
