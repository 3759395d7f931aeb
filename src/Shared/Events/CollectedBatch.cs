namespace ModelData;

/// <summary>
/// The rows of one event: one collector, one UTC day. Every row has been scanned. Never changes itself, but <see cref="Rows"/> lies in the reader's buffers or
/// the event's body: it is valid until the reader's next call.
/// </summary>
public sealed class CollectedBatch
{
    /// <summary>Where the rows belong.</summary>
    public required CollectionAddress Address { get; init; }

    /// <summary>The UTC day that alone decides the folder.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The columns of the rows.</summary>
    public required FeatureSchema Schema { get; init; }

    /// <summary>The number of rows; at least 1.</summary>
    public required int RowCount { get; init; }

    /// <summary>The rows in the CSV dialect, without the header line; each ends in a line feed.</summary>
    public required ReadOnlyMemory<byte> Rows { get; init; }

    /// <summary>The producer's id, when the event can be recognised as a duplicate.</summary>
    public Guid? ProducerId { get; init; }

    /// <summary>The number of this batch among those of its producer for this address, rising. Set together with <see cref="ProducerId"/>.</summary>
    public long BatchSequence { get; init; }

    /// <summary>When the batch was closed, on the producer's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>
    /// The share of rows that the sender collected, above 0 and without zeros at its end. 1: it takes no samples, or does not say so. <see langword="null"/>:
    /// it says what cannot be understood.
    /// </summary>
    public decimal? SampleRate { get; init; } = 1;
}
