namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>What one producer says.</summary>
internal sealed record ProducerHeartbeat
{
    private static readonly string[] WellStates = ["Sending", "Connecting", "Off", Heartbeat.Ended];

    public required Guid Id { get; init; }

    public required string Host { get; init; }

    public required string Release { get; init; }

    public required string State { get; init; }

    public DateTimeOffset? Since { get; init; }

    public string? Reason { get; init; }

    public required HeartbeatCounts Total { get; init; }

    public required long RecentlyLost { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    public required bool IsSilent { get; init; }

    internal bool NeedsALook => RecentlyLost > 0 || IsSilent || !WellStates.Contains(State);

    public static ProducerHeartbeat Of(HeardProducer producer, DateTimeOffset now) =>
        new()
        {
            Id = producer.Last.ProducerId,
            Host = producer.Last.Host,
            Release = producer.Last.Release,
            State = producer.Last.State,
            Since = producer.Last.Since,
            Reason = producer.Last.Reason,
            Total = producer.Last.Total,
            RecentlyLost = producer.LostAt(now),
            LastAt = producer.At,
            IsSilent = producer.IsSilentAt(now),
        };
}
