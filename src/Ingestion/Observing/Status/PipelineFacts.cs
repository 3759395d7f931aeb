using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Heartbeats;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>All that hub and blobs say of a pipeline at one look.</summary>
internal sealed record PipelineFacts
{
    /// <summary>The hub, for a person.</summary>
    public required string Place { get; init; }

    public required Found<HubFacts> Hub { get; init; }

    /// <summary>Who holds which partition, with the storage's time.</summary>
    public required Found<OwnershipListing> Owners { get; init; }

    /// <summary>How far partitions are done, by partition; null of one whose state is there and cannot be read.</summary>
    public required Found<IReadOnlyDictionary<string, StateFacts?>> States { get; init; }

    /// <summary>The reports of workers.</summary>
    public required Found<IReadOnlyList<ListedReport>> Reports { get; init; }

    /// <summary>The folders that rows may still come to.</summary>
    public required Found<IReadOnlyList<OpenFolder>> OpenFolders { get; init; }

    /// <summary>The newest open folder of each address.</summary>
    public required Found<IReadOnlyList<AddressStatus>> Addresses { get; init; }

    /// <summary>What producers told, by partitions.</summary>
    public required Found<IReadOnlyList<HeartbeatReport>> Heartbeats { get; init; }

    public required Found<DeadLetterStatus> DeadLetters { get; init; }

    /// <summary>The retention, as the caller knows it.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How long a hold on a partition lasts without a renewal, as the caller knows it.</summary>
    public TimeSpan? OwnershipExpiry { get; init; }

    /// <summary>For how long the ends of partitions have not been known that are not known now, by partition.</summary>
    public IReadOnlyDictionary<string, TimeSpan> UnknownFor { get; init; } = new Dictionary<string, TimeSpan>();
}
