using System.Text.Json.Serialization;

namespace ScoringService.Data;

/// <summary>
/// A penguin as it was measured at Palmer Station, Antarctica (Gorman, Williams and Fraser 2014; CC0). What was not measured is null.
/// </summary>
public sealed record Penguin
{
    [JsonPropertyName("Species")]
    public required string Species { get; init; }

    [JsonPropertyName("Island")]
    public required string Island { get; init; }

    [JsonPropertyName("Beak Length (mm)")]
    public float? BeakLengthMm { get; init; }

    [JsonPropertyName("Beak Depth (mm)")]
    public float? BeakDepthMm { get; init; }

    [JsonPropertyName("Flipper Length (mm)")]
    public float? FlipperLengthMm { get; init; }

    [JsonPropertyName("Body Mass (g)")]
    public float? BodyMassG { get; init; }

    [JsonPropertyName("Sex")]
    public string? Sex { get; init; }
}
