namespace ModelData.Operations.DeadLetters;

/// <summary>A dead letter of an event, whole.</summary>
public sealed record Letter
{
    /// <summary>The reason of an event whose body is the encoded message itself; earlier workers wrote it.</summary>
    public const string MalformedReason = "malformed-amqp";

    /// <summary>The reason of an event of which the letter has the position alone.</summary>
    public const string UnreadableReason = "unreadable-event";

    public required string Reason { get; init; }

    public required string Detail { get; init; }

    public required string Namespace { get; init; }

    public required string Hub { get; init; }

    public required string Partition { get; init; }

    public required long SequenceNumber { get; init; }

    public required string Offset { get; init; }

    public required string EnqueuedTime { get; init; }

    public string? PartitionKey { get; init; }

    public string? ContentType { get; init; }

    public string? ContentEncoding { get; init; }

    public string? MessageId { get; init; }

    public string? CorrelationId { get; init; }

    public required IReadOnlyList<LetterValue> Properties { get; init; }

    /// <summary>The sections of properties as they were encoded, where the members here do not tell all of them; else unset.</summary>
    public ReadOnlyMemory<byte> EncodedProperties { get; init; }

    public required IReadOnlyList<LetterValue> Annotations { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The kind of an AMQP body that is not one data section: <c>data</c> (several), <c>value</c> or <c>sequence</c>; else unset.</summary>
    public string? BodyKind { get; init; }

    /// <summary>The sections of such a body as they were encoded.</summary>
    public ReadOnlyMemory<byte> EncodedBody { get; init; }

    /// <summary>What a value or a sequence holds, as JSON with types; else unset.</summary>
    public string? BodyValue { get; init; }

    /// <summary>Whether the body is brotli, as the reader of events takes it: the message's own encoding, else the attribute, in any case.</summary>
    public bool IsBrotli =>
        EventAttributes.BrotliEncoding.Equals(
            string.IsNullOrEmpty(ContentEncoding) ? EncodingAttribute : ContentEncoding,
            StringComparison.OrdinalIgnoreCase
        );

    private string? EncodingAttribute =>
        Properties
            .FirstOrDefault(property =>
                property.Name
                    is EventAttributes.Prefix + EventAttributes.ContentEncoding
                        or EventAttributes.AlternativePrefix + EventAttributes.ContentEncoding
            )
            ?.Text;
}
