using ScoringService.Model;

namespace Retrain.Training;

/// <summary>A request whose right answer is known.</summary>
/// <param name="Features">What was measured; its species is the label.</param>
/// <param name="Predicted">What the deployed model answered at the time.</param>
internal sealed record LabelledRow(PenguinFeatures Features, string Predicted);
