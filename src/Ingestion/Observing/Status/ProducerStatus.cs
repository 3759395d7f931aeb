using System.Globalization;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What the producers of one address say of themselves. Claims of senders, all of it: names and counts may be anything. Immutable.</summary>
/// <param name="Address">The address.</param>
public sealed record ProducerStatus(CollectionAddress Address)
{
    /// <summary>The producers, without those that have said that they end.</summary>
    public required int Producers { get; init; }

    /// <summary>Whether all that speak as often as they say have been heard since a worker listens; else there may be more.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Those that should have said something since.</summary>
    public required int Silent { get; init; }

    /// <summary>The others by what they say of their collection, for example <c>Sending</c>.</summary>
    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>The states for a person: the one that all are in, or each with how many are, the most first.</summary>
    public string StatesText =>
        States.Count switch
        {
            0 => "-",
            1 => States.Keys.Single(),
            _ => string.Join(
                ", ",
                States
                    .OrderByDescending(it => it.Value)
                    .ThenBy(it => it.Key, StringComparer.Ordinal)
                    .Select(it => string.Create(CultureInfo.InvariantCulture, $"{it.Value:N0} {it.Key}"))
            ),
        };

    /// <summary>Sums of rows since their processes began.</summary>
    public required HeartbeatCounts Total { get; init; }

    /// <summary>Rows that they say were lost within the last ten to twenty minutes.</summary>
    public required long RecentlyLost { get; init; }

    /// <summary>When the hub took the last heartbeat.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How long ago that was; null when it is not known what time it is.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Some of those that lose rows, do not send, or are silent: the worst first, ten at most.</summary>
    public required IReadOnlyList<WorstProducer> Worst { get; init; }
}
