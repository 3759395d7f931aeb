namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>What the producers of one address say, added up.</summary>
internal sealed record AddressHeartbeats
{
    /// <summary>How many of those that need a look are told one by one.</summary>
    private const int MostTold = 10;

    /// <summary>The address, escaped as in the layout.</summary>
    public required string Path { get; init; }

    /// <summary>The producers that have not ended.</summary>
    public required int Producers { get; init; }

    /// <summary>Those of them that should have said something since, by the report's time.</summary>
    public required int Silent { get; init; }

    /// <summary>The producers by state, of those that are neither silent nor have ended.</summary>
    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>Sums since the processes began.</summary>
    public required HeartbeatCounts Total { get; init; }

    /// <summary>Rows lost of late, also by those that have ended.</summary>
    public required long RecentlyLost { get; init; }

    /// <summary>The hub's time of the last heartbeat.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>The longest time between two heartbeats of one producer, in seconds.</summary>
    public required long IntervalSeconds { get; init; }

    /// <summary>Producers that lose rows, do not send, or are silent: the worst first.</summary>
    public required IReadOnlyList<ProducerHeartbeat> Worst { get; init; }

    /// <summary>Adds up.</summary>
    /// <param name="address">The address.</param>
    /// <param name="producers">Its producers; at least one.</param>
    /// <param name="now">The report's time.</param>
    public static AddressHeartbeats Of(
        CollectionAddress address,
        IReadOnlyList<HeardProducer> producers,
        DateTimeOffset now
    )
    {
        var present = producers.Where(it => !it.HasEnded).ToList();
        var heard = present.Where(it => !it.IsSilentAt(now)).ToList();
        return new AddressHeartbeats
        {
            Path = address.Path,
            Producers = present.Count,
            Silent = present.Count - heard.Count,
            States = heard.GroupBy(it => it.Last.State).ToDictionary(it => it.Key, it => it.Count()),
            Total = present.Aggregate(new HeartbeatCounts(), (sum, it) => sum + it.Last.Total),
            RecentlyLost = producers.Aggregate(new HeartbeatCounts(), (sum, it) => sum + Lost(it.LostAt(now))).Lost,
            LastAt = producers.Max(it => it.At),
            IntervalSeconds = (long)producers.Max(it => it.Last.Interval).TotalSeconds,
            Worst =
            [
                .. producers
                    .Select(it => ProducerHeartbeat.Of(it, now))
                    .Where(it => it.NeedsALook)
                    .OrderByDescending(it => it.RecentlyLost)
                    .ThenBy(it => it.LastAt)
                    .Take(MostTold),
            ],
        };
    }

    // Sums of counts do not run over.
    private static HeartbeatCounts Lost(long rows) => new(0, 0, 0, rows, 0, 0, 0);
}
