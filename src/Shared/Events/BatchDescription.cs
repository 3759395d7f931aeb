namespace ModelData;

/// <summary>What an event says about its rows.</summary>
/// <param name="Address">Where the rows belong.</param>
/// <param name="Day">The UTC day of all rows.</param>
/// <param name="Schema">The columns of the rows.</param>
/// <param name="RowCount">The number of rows: 1 to <see cref="EventLimits.MaxRows"/>.</param>
/// <param name="ProducerId">The producer's id, chosen at random at its start; not the zero GUID.</param>
/// <param name="BatchSequence">The number of this batch among those of its producer for this address, rising; at least 0.</param>
/// <param name="Time">When the batch was closed.</param>
public readonly record struct BatchDescription(
    CollectionAddress Address,
    DateOnly Day,
    FeatureSchema Schema,
    int RowCount,
    Guid ProducerId,
    long BatchSequence,
    DateTimeOffset Time
)
{
    /// <summary>The share of rows that is collected: above 0, at most 1, at most nine digits behind the point. Default: 1, all of them.</summary>
    public decimal SampleRate { get; init; } = 1;
}
