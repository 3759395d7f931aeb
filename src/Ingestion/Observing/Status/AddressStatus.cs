namespace ModelData.Ingestion.Observing.Status;

/// <summary>What is collected at an address, by its newest folder that rows may still come to. What is null is not known.</summary>
/// <param name="Address">Service, model, version and identifier.</param>
/// <param name="Day">The day of the folder.</param>
public sealed record AddressStatus(CollectionAddress Address, DateOnly Day)
{
    /// <summary>When the last event with rows in the folder was stored, by the hub's clock.</summary>
    public DateTimeOffset? LastRow { get; init; }

    /// <summary>How long ago that was.</summary>
    public TimeSpan? Freshness { get; init; }

    /// <summary>The rows of the folder, each once whatever its formats.</summary>
    public long? Rows { get; init; }

    /// <summary>The mean of the rows an hour since the day began.</summary>
    public double? RowsAnHour { get; init; }

    /// <summary>Its data files.</summary>
    public int? Files { get; init; }
}
