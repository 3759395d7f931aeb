namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>How one partition is read.</summary>
internal sealed record PartitionReceiverOptions
{
    /// <summary>
    /// The owner level (epoch). A receiver with a level takes the partition from every receiver of the consumer group with the
    /// same or a lower level or none. Default: none, which shares the partition with up to four others.
    /// </summary>
    public long? OwnerLevel { get; init; }

    /// <summary>The name that the service shows in its error texts. Default: a random one.</summary>
    public string? Identifier { get; init; }

    /// <summary>
    /// The bytes of events that are fetched ahead of <see cref="IPartitionReceiver.ReceiveAsync"/>; the official client holds to it as best it can.
    /// Default: 8 MiB.
    /// </summary>
    public long PrefetchBytes { get; init; } = 8 * 1024 * 1024;
}
