namespace ModelData;

/// <summary>
/// What a producer says of its collection at one address, now and then: an event of its own type, which holds no rows. All of it is a claim of its sender.
/// Immutable. <see cref="HeartbeatWriter"/> makes the event, <see cref="HeartbeatReader"/> reads it; docs/event-format.md shows one.
/// </summary>
public sealed record Heartbeat
{
    /// <summary>The state of a producer that collects no more at the address and says so for the last time: <c>Ended</c>.</summary>
    public const string Ended = "Ended";

    /// <summary>The longest <see cref="Host"/> and <see cref="Release"/>, in characters: 64.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The longest <see cref="State"/>, in letters: 32.</summary>
    public const int MaxStateLength = 32;

    /// <summary>The longest <see cref="Reason"/>, in characters: 256.</summary>
    public const int MaxReasonLength = 256;

    /// <summary>The shortest <see cref="Interval"/>: a minute. More often is nobody's use.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(1);

    /// <summary>The longest <see cref="Interval"/>: a day.</summary>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);

    /// <summary>Where the producer collects.</summary>
    public required CollectionAddress Address { get; init; }

    /// <summary>The process: chosen at random at its start.</summary>
    public required Guid ProducerId { get; init; }

    /// <summary>What the process runs on, for people: the name of its machine, pod or container. Empty when it is not told.</summary>
    public string Host { get; init; } = "";

    /// <summary>The release of the producer. Empty when it is not told.</summary>
    public string Release { get; init; } = "";

    /// <summary>Whether collection works, in one word of letters: a state of the producer, or <see cref="Ended"/>.</summary>
    public required string State { get; init; }

    /// <summary>Since when it is in this state (UTC), by its own clock; null when it is not told.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it is in this state, in a sentence for a person; null when it is not told.</summary>
    public string? Reason { get; init; }

    /// <summary>When the next heartbeat is due, counted from this one: whole seconds, from <see cref="MinInterval"/> to <see cref="MaxInterval"/>.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>What became of the rows since the process began.</summary>
    public required HeartbeatCounts Total { get; init; }

    /// <summary>The same since the last heartbeat that it sent; <see cref="HeartbeatCounts.Pending"/> says nothing here and is 0.</summary>
    public required HeartbeatCounts Recent { get; init; }
}
