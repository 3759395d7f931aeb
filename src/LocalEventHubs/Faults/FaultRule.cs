namespace ModelData.LocalEventHubs.Faults;

/// <summary>One fault: which links it meets, when, and what it does. Immutable. docs/local-broker.md has examples.</summary>
public sealed record FaultRule
{
    /// <summary>The kind of link that it meets.</summary>
    public required FaultLink Link { get; init; }

    /// <summary>What it does.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>The hub of the link, ignoring case. Default: any.</summary>
    public string? Hub { get; init; }

    /// <summary>The partition of the link. A sender to the whole hub has none. Default: any, or none.</summary>
    public string? Partition { get; init; }

    /// <summary>So many events (attaches, for <see cref="FaultAction.Refuse"/>) pass unharmed; the next one meets the fault.</summary>
    public long? After { get; init; }

    /// <summary>Each event of this number and its multiples meets the fault; 1 is every one.</summary>
    public long? Every { get; init; }

    /// <summary>The chance of each event to meet the fault: above 0, at most 1.</summary>
    public double? Chance { get; init; }

    /// <summary>
    /// The time since the start of the broker at which all matching links meet the fault, busy or not. Only for actions that end a link.
    /// </summary>
    public TimeSpan? At { get; init; }

    /// <summary>How often it happens at most. Default: once for <see cref="After"/>, without end otherwise.</summary>
    public int? Times { get; init; }

    /// <summary>The AMQP condition, for the actions that name one.</summary>
    public string? Condition { get; init; }

    /// <summary>The description beside the condition. Default: one that says that the fault is injected.</summary>
    public string? Text { get; init; }

    /// <summary>How long, for <see cref="FaultAction.DelayAnswer"/> and <see cref="FaultAction.Stall"/>.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// Whether the send that meets the fault is stored before its link ends: its sender cannot know. For senders, and actions that end a
    /// link. Default: <see langword="false"/>.
    /// </summary>
    public bool IsApplied { get; init; }

    internal bool EndsLink => Action is FaultAction.Detach or FaultAction.Close or FaultAction.Cut or FaultAction.Steal;

    internal long MostTimes => Times ?? (After is null ? long.MaxValue : 1);

    internal bool Matches(in LinkPlace place) =>
        Link == place.Link
        && (Hub is null || Hub.Equals(place.Hub, StringComparison.OrdinalIgnoreCase))
        && (Partition is null || Partition == place.Partition);
}
