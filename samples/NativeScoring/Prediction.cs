namespace NativeScoring;

/// <summary>What the model says.</summary>
internal sealed record Prediction(string Species, double Certainty);
