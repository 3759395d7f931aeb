using System.Globalization;
using ScoringService.Model;

namespace Retrain.Drift;

/// <summary>Compares what the model is asked with what it was trained on, feature by feature. It needs no labels.</summary>
internal static class DriftCheck
{
    private const int NamedValues = 3;

    public static IReadOnlyList<FeatureDrift> Compare(
        IReadOnlyList<PenguinFeatures> training,
        IReadOnlyList<PenguinFeatures> collected
    )
    {
        return
        [
            Texts("island", it => it.Island),
            Texts("sex", it => it.Sex),
            Numbers("beak_length_mm", it => it.BeakLengthMm),
            Numbers("beak_depth_mm", it => it.BeakDepthMm),
            Numbers("flipper_length_mm", it => it.FlipperLengthMm),
            Numbers("body_mass_g", it => it.BodyMassG),
        ];

        FeatureDrift Texts(string name, Func<PenguinFeatures, string> feature)
        {
            string[] before = [.. training.Select(feature)];
            string[] after = [.. collected.Select(feature)];
            return new(name, Shares(before), Shares(after), PopulationStability.OfTexts(before, after));
        }

        FeatureDrift Numbers(string name, Func<PenguinFeatures, float> feature)
        {
            float[] before = [.. training.Select(feature)];
            float[] after = [.. collected.Select(feature)];
            return new(name, Mean(before), Mean(after), PopulationStability.OfNumbers(before, after));
        }
    }

    /// <summary>The most frequent values.</summary>
    private static string Shares(string[] values) =>
        string.Join(
            ", ",
            values
                .Where(it => it.Length > 0)
                .CountBy(it => it)
                .OrderByDescending(it => it.Value)
                .ThenBy(it => it.Key, StringComparer.Ordinal)
                .Take(NamedValues)
                .Select(it =>
                    string.Create(CultureInfo.InvariantCulture, $"{it.Key} {(double)it.Value / values.Length:0%}")
                )
        );

    /// <summary>Mean and standard deviation of what was measured.</summary>
    private static string Mean(float[] values)
    {
        double[] known = [.. values.Where(float.IsFinite).Select(it => (double)it)];
        if (known.Length == 0)
        {
            return "";
        }
        var mean = known.Average();
        var deviation = Math.Sqrt(known.Average(it => (it - mean) * (it - mean)));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.0} ± {deviation:0.0}");
    }
}
