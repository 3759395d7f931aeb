using System.Text.Json.Serialization;

namespace ModelData;

/// <summary>The payload of a heartbeat.</summary>
internal sealed record HeartbeatBody
{
    public string? Host { get; init; }

    public string? Release { get; init; }

    public required string State { get; init; }

    public DateTimeOffset? Since { get; init; }

    public string? Reason { get; init; }

    public required long IntervalSeconds { get; init; }

    public required HeartbeatCounts Total { get; init; }

    public HeartbeatCounts Recent { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(HeartbeatBody))]
internal sealed partial class HeartbeatJson : JsonSerializerContext;
