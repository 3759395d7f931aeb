using Retrain.Drift;

namespace ModelData.Samples;

[Trait("Level", "Unit")]
public sealed class PopulationStabilityTests
{
    [Fact]
    public void OfTexts_SameShares_IsZero() =>
        Assert.Equal(0, PopulationStability.OfTexts(["a", "b"], ["b", "a", "a", "b"]), 12);

    [Fact]
    public void OfTexts_SharesMoved_IsTheSumOverValues()
    {
        string[] half = ["a", "b"];
        string[] most = [.. Enumerable.Repeat("a", 9), "b"];

        double expected = (0.4 * Math.Log(0.9 / 0.5)) - (0.4 * Math.Log(0.1 / 0.5));
        Assert.Equal(expected, PopulationStability.OfTexts(half, most), 12);
    }

    [Fact]
    public void OfTexts_ValueThatTrainingNeverHad_IsFiniteDrift() =>
        Assert.InRange(PopulationStability.OfTexts(["a", "a"], ["a", "b"]), 0.25, 10);

    [Fact]
    public void OfNumbers_AnotherRange_IsDrift()
    {
        float[] small = [.. Enumerable.Range(0, 100)];

        Assert.Equal(0, PopulationStability.OfNumbers(small, [.. small.Reverse()]), 12);
        Assert.InRange(PopulationStability.OfNumbers(small, [.. small.Select(it => it + 50)]), 0.25, 20);
    }

    [Fact]
    public void OfNumbers_NoLongerMeasured_IsDrift() =>
        Assert.InRange(PopulationStability.OfNumbers([1, 2, 3, 4], [1, 2, float.NaN, float.NaN]), 0.25, 20);
}
