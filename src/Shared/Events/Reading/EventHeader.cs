namespace ModelData;

/// <summary>The attributes of an event that has been understood so far.</summary>
internal sealed record EventHeader
{
    public required CollectionAddress Address { get; init; }
    public required DateOnly Day { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required PayloadFormat Format { get; init; }
    public required bool IsBrotli { get; init; }
    public string? ColumnTypes { get; init; }
    public string? Untyped { get; init; }
    public string? ExactTypes { get; init; }
    public string? Redacted { get; init; }
    public string? RedactionKey { get; init; }
    public decimal? SampleRate { get; init; } = 1;
    public int? RowCount { get; init; }
    public Guid? ProducerId { get; init; }
    public long BatchSequence { get; init; }
    public string? CorrelationId { get; init; }

    /// <summary>The same without what version 1.1 of the format says of columns.</summary>
    public EventHeader Without(bool untyped, bool exactTypes, bool redaction) =>
        this with
        {
            Untyped = untyped ? null : Untyped,
            ExactTypes = exactTypes ? null : ExactTypes,
            Redacted = redaction ? null : Redacted,
            RedactionKey = redaction ? null : RedactionKey,
        };
}
