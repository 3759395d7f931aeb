namespace ModelData.EventHubs;

/// <summary>How one partition is read. Copied when the receiver is made.</summary>
public sealed class PartitionReceiverOptions
{
    /// <summary>
    /// The owner level (epoch). A receiver with a level takes the partition from every receiver of the consumer group with the
    /// same or a lower level or none. Default: none, which shares the partition with up to four others.
    /// </summary>
    public long? OwnerLevel { get; set; }

    /// <summary>The name that the service shows in its error texts. Default: a random one.</summary>
    public string? Identifier { get; set; }

    /// <summary>
    /// The most bytes of events that are fetched ahead of <see cref="IPartitionReceiver.ReceiveAsync"/>. Credit on the wire counts
    /// events, so it is computed from the largest recent one: a sudden change from small to large events stands over this until the
    /// credit already given is used up, and one event of the largest size always gets through. Default: 8 MiB.
    /// </summary>
    public long PrefetchBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The most events that are fetched ahead. Default: 300, as in the official SDKs.</summary>
    public int PrefetchCount { get; set; } = 300;

    /// <summary>
    /// Whether the memory of events serves again: <see cref="ReceivedEvent.Body"/> and <see cref="ReceivedEvent.Properties"/> are then
    /// valid until the next call of <see cref="IPartitionReceiver.ReceiveAsync"/> only. For readers that are done with an event by
    /// then: at hundreds of megabytes a second, large arrays become garbage faster than they are collected. Default:
    /// <see langword="false"/>, events own their memory.
    /// </summary>
    public bool ReusesMemory { get; set; }

    /// <summary>
    /// Runs after each attach, also after a reconnect, and before any event of that attach is handed out. An exception that it
    /// throws surfaces from <see cref="IPartitionReceiver.ReceiveAsync"/>. Default: none.
    /// </summary>
    public Func<CancellationToken, ValueTask>? OnAttached { get; set; }
}
