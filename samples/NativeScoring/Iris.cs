using ModelData.Producer;

namespace NativeScoring;

/// <summary>A flower, measured in centimetres. A row as well: its code is generated, so that a native program needs no reflection.</summary>
[ModelDataRow]
internal sealed partial record Iris(double SepalLength, double SepalWidth, double PetalLength, double PetalWidth);
