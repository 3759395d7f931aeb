using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.State;

/// <summary>
/// What a worker must know to go on with a partition. It alone decides where reading starts, and trails every unflushed row. Losing it costs
/// time, and doubles rows where the routing has changed since.
/// </summary>
internal sealed record PartitionState
{
    /// <summary>The newest version that this worker writes and reads.</summary>
    public const int CurrentVersion = 3;

    private const int FirstVersion = 1;

    /// <summary>The first version that knows types beside letters.</summary>
    private const int TypesVersion = 2;

    /// <summary>
    /// The first version whose workers know the routing: those of a former one would file rows elsewhere, and stop at the partition.
    /// </summary>
    public int Version { get; init; } = FirstVersion;

    /// <summary>The version that it must have.</summary>
    [JsonIgnore]
    public int NeededVersion =>
        Routing.RedactedColumns ? CurrentVersion
        : Routing.UntypedColumns || Routing.ExactTypes ? TypesVersion
        : FirstVersion;

    /// <summary>The session that owns the partition, and the state: nobody else writes it. Unset in states of former versions.</summary>
    public string? Owner { get; init; }

    /// <summary>The partition, as the store wrote it: a copy beside another one is none. Unset in states of former versions.</summary>
    public string? Partition { get; init; }

    /// <summary>The hub as <c>namespace/hub</c>. Unset in states of former versions.</summary>
    public string? Hub { get; init; }

    /// <summary>The life of the hub that the position counts in.</summary>
    public required string Incarnation { get; init; }

    /// <summary>When the hub was created; for a reader of the blob.</summary>
    public required DateTimeOffset HubCreatedAt { get; init; }

    /// <summary>The sequence number of the last event that is done; -1 when none is.</summary>
    public required long Position { get; init; }

    /// <summary>Its opaque offset.</summary>
    public string? Offset { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset EnqueuedTime { get; init; }

    /// <summary>
    /// The time before which every event is done: a later event was stored at this time or after it. It moves on without events as
    /// well. Unset while nothing is known.
    /// </summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>The routing settings under which rows between position and commits were written.</summary>
    public required RoutingSettings Routing { get; init; }

    /// <summary>The duplicate memory as of the position.</summary>
    public required IReadOnlyList<ProducerState> Producers { get; init; }

    /// <summary>Files that storage refused and that were left for good: rows go to a sibling.</summary>
    public IReadOnlyList<FileLeft>? FilesLeft { get; init; }

    /// <summary>Events beyond the position whose rows become dead letters, since storage took them in no file.</summary>
    public IReadOnlyList<RefusedRange>? Refused { get; init; }

    // What the types of lists cannot insist on.
    private bool IsWhole =>
        Position >= -1
        && Routing.IsWhole
        && Producers.All(it => it is not null)
        && FilesLeft?.All(it => it is not null) != false
        && Refused?.All(it => it is not null) != false;

    /// <summary>Reads a state. Never throws, whatever the bytes are.</summary>
    /// <param name="utf8">The body of the blob.</param>
    /// <param name="state">The state, whole.</param>
    /// <param name="problem">Why it cannot be read, for a person.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out PartitionState? state,
        [NotNullWhen(false)] out string? problem
    )
    {
        try
        {
            state = JsonSerializer.Deserialize(utf8, PartitionStateJson.Default.PartitionState);
            problem =
                state is null ? "it is null"
                : state.Version > CurrentVersion
                    ? $"it is of version {state.Version}, and this worker knows versions up to {CurrentVersion}"
                : state.Version < FirstVersion ? $"it says version {state.Version}"
                : state.IsWhole ? null
                : "parts of it are missing or mean nothing";
        }
        catch (JsonException e)
        {
            state = null;
            problem = e.Message;
        }

        state = problem is null ? state : null;
        return state is not null;
    }
}

/// <summary>The last batch of a producer for an address.</summary>
internal sealed record ProducerState(Guid Producer, string Address, long Sequence, DateTimeOffset EnqueuedTime);
