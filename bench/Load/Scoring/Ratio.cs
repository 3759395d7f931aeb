using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Scoring;

/// <summary>How two figures of the same rounds relate.</summary>
/// <param name="Median">Of the rounds.</param>
/// <param name="Low">The lower end of the interval that holds the median of such rounds with 95 %.</param>
/// <param name="High">Its upper end.</param>
internal readonly record struct Ratio(double Median, double Low, double High)
{
    /// <summary>The interval is that of order statistics: the n/2 ± 0.98 √n-th of the sorted ratios.</summary>
    public static Ratio Of(IEnumerable<double> ratios)
    {
        double[] sorted = [.. ratios.Order()];
        double half = 0.98 * Math.Sqrt(sorted.Length);
        int low = Math.Max(0, (int)Math.Floor((sorted.Length / 2.0) - half));
        int high = Math.Min(sorted.Length - 1, (int)Math.Ceiling((sorted.Length / 2.0) + half));
        return new(Math.Round(Statistics.Median(sorted), 3), Math.Round(sorted[low], 3), Math.Round(sorted[high], 3));
    }
}
