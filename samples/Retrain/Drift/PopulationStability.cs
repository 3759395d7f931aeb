namespace Retrain.Drift;

/// <summary>
/// The population stability index: how far a feature's distribution has moved away from the one that the model was trained on. By the usual rule of
/// thumb, below 0.1 nothing has happened, and above 0.25 the model answers about another world.
/// </summary>
internal static class PopulationStability
{
    /// <summary>A value that one side never has would make the index infinite.</summary>
    private const double LeastShare = 0.0001;

    private const int Bins = 10;

    /// <summary>Compares texts by value; the empty text stands for what is missing.</summary>
    public static double OfTexts(IReadOnlyCollection<string> training, IReadOnlyCollection<string> collected) =>
        Compare(Shares(training, it => it), Shares(collected, it => it));

    /// <summary>Compares numbers in ten ranges that are equally full in training; what is missing (NaN) is a range of its own.</summary>
    public static double OfNumbers(IReadOnlyCollection<float> training, IReadOnlyCollection<float> collected)
    {
        float[] known = [.. training.Where(float.IsFinite).Order()];
        float[] edges =
        [
            .. Enumerable.Range(1, Bins - 1).Where(_ => known.Length > 0).Select(i => known[known.Length * i / Bins]),
        ];
        return Compare(Shares(training, it => RangeOf(it, edges)), Shares(collected, it => RangeOf(it, edges)));
    }

    private static int RangeOf(float value, float[] edges) =>
        float.IsFinite(value) ? edges.Count(edge => value >= edge) : -1;

    private static Dictionary<TBin, double> Shares<T, TBin>(IReadOnlyCollection<T> values, Func<T, TBin> binOf)
        where TBin : notnull =>
        values.CountBy(binOf).ToDictionary(bin => bin.Key, bin => (double)bin.Value / values.Count);

    private static double Compare<TBin>(Dictionary<TBin, double> expected, Dictionary<TBin, double> actual)
        where TBin : notnull
    {
        var index = 0.0;
        foreach (var bin in expected.Keys.Union(actual.Keys))
        {
            var before = Math.Max(expected.GetValueOrDefault(bin), LeastShare);
            var after = Math.Max(actual.GetValueOrDefault(bin), LeastShare);
            index += (after - before) * Math.Log(after / before);
        }
        return index;
    }
}
