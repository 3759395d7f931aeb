using ScoringService.Data;

namespace ScoringService.Model;

/// <summary>A row as the trainer wants it: text for categories, NaN for what is missing.</summary>
public sealed class PenguinFeatures
{
    public string Island { get; init; } = "";

    public string Sex { get; init; } = "";

    public float BeakLengthMm { get; init; } = float.NaN;

    public float BeakDepthMm { get; init; } = float.NaN;

    public float FlipperLengthMm { get; init; } = float.NaN;

    public float BodyMassG { get; init; } = float.NaN;

    /// <summary>The label; empty when a row is to be scored.</summary>
    public string Species { get; init; } = "";

    public static PenguinFeatures From(Penguin penguin) =>
        new()
        {
            Island = penguin.Island,
            Sex = penguin.Sex ?? "",
            BeakLengthMm = penguin.BeakLengthMm ?? float.NaN,
            BeakDepthMm = penguin.BeakDepthMm ?? float.NaN,
            FlipperLengthMm = penguin.FlipperLengthMm ?? float.NaN,
            BodyMassG = penguin.BodyMassG ?? float.NaN,
            Species = penguin.Species,
        };
}
