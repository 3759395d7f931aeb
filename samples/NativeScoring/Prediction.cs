using ModelData.Producer;

namespace NativeScoring;

/// <summary>What the model says.</summary>
[ModelDataRow]
internal sealed partial record Prediction(Species Species, double Certainty);
