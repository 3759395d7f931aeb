namespace ModelData.Ingestion.Observing.Status;

/// <summary>What one producer says of itself. Immutable.</summary>
/// <param name="Id">The process.</param>
/// <param name="Host">What it runs on; empty when it does not say.</param>
/// <param name="Release">Its release; empty when it does not say.</param>
/// <param name="State">Whether its collection works, in a word.</param>
/// <param name="Reason">Why; null when it does not say.</param>
/// <param name="RecentlyLost">Rows that it says were lost within the last ten to twenty minutes.</param>
/// <param name="LastAt">When the hub took its last heartbeat.</param>
/// <param name="IsSilent">Whether it should have said something since.</param>
public sealed record WorstProducer(
    Guid Id,
    string Host,
    string Release,
    string State,
    string? Reason,
    long RecentlyLost,
    DateTimeOffset LastAt,
    bool IsSilent
);
