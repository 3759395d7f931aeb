namespace NativeScoring;

/// <summary>A flower, measured in centimetres.</summary>
internal sealed record Iris(double SepalLength, double SepalWidth, double PetalLength, double PetalWidth);
