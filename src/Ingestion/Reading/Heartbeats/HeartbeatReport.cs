using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>What producers told of themselves in one partition: a blob beside the states. Claims of senders, all of it.</summary>
internal sealed record HeartbeatReport
{
    public const int CurrentVersion = 1;

    /// <summary>The most bytes of a report that is read: more than the longest that is written.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    public int Version { get; init; } = CurrentVersion;

    public required string Partition { get; init; }

    /// <summary>The hub's time of the first heartbeat that was heard: who speaks more rarely may be missing.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The hub's time of the last one.</summary>
    public required DateTimeOffset UpTo { get; init; }

    public required IReadOnlyList<AddressHeartbeats> Addresses { get; init; }

    /// <summary>Producers for which there was no room one by one.</summary>
    public IReadOnlyList<UncountedHeartbeats> Uncounted { get; init; } = [];

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HeartbeatReportJson.Default.HeartbeatReport);

    /// <summary>Reads a report; never throws, whatever the bytes are.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out HeartbeatReport? report)
    {
        report = null;
        try
        {
            report =
                utf8.Length <= MaxBytes
                    ? JsonSerializer.Deserialize(utf8, HeartbeatReportJson.Default.HeartbeatReport)
                    : null;
        }
        catch (JsonException) { }

        report = report is { Version: CurrentVersion } ? report : null;
        return report is not null;
    }
}

/// <summary>Sums over the producers of a web service that are not kept one by one.</summary>
/// <param name="Workspace">Subscription, resource group and workspace, escaped; <c>*</c> for all services that have no sum of their own.</param>
/// <param name="Service">The web service, escaped; <c>*</c> likewise.</param>
/// <param name="Heartbeats">Heartbeats of late.</param>
/// <param name="RecentlyLost">Rows that they say were lost of late.</param>
/// <param name="LastAt">The hub's time of the last one.</param>
internal sealed record UncountedHeartbeats(
    string Workspace,
    string Service,
    long Heartbeats,
    long RecentlyLost,
    DateTimeOffset LastAt
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(HeartbeatReport))]
internal sealed partial class HeartbeatReportJson : JsonSerializerContext;
