using ScoringService.Model;

namespace ScoringService.Api;

/// <summary>The body of <c>POST /score</c>. What was not measured is left out or null.</summary>
public sealed record ScoreRequest(
    string? Island,
    string? Sex,
    float? BeakLengthMm,
    float? BeakDepthMm,
    float? FlipperLengthMm,
    float? BodyMassG
)
{
    internal PenguinFeatures ToFeatures() =>
        new()
        {
            Island = Island ?? "",
            Sex = Sex ?? "",
            BeakLengthMm = BeakLengthMm ?? float.NaN,
            BeakDepthMm = BeakDepthMm ?? float.NaN,
            FlipperLengthMm = FlipperLengthMm ?? float.NaN,
            BodyMassG = BodyMassG ?? float.NaN,
        };
}
