using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelData.Producer;

namespace ModelData.Bench.Micro.Producer;

/// <summary>
/// The distribution of single calls that redact: medians, since other processes share the cores. Rows of 20 doubles; the cost of reading the clock twice is
/// measured and subtracted.
/// </summary>
internal static class RedactionLatency
{
    private const int Calls = 100_000;
    private const int CallsPerPause = 10_000;
    private static readonly double[] Quantiles = [0.1, 0.5, 0.9];

    public static void Run()
    {
        byte[] key = new byte[32];
        byte[] text = Encoding.UTF8.GetBytes("customer 1234567890");
        byte[] hex = new byte[RowRedaction.HashLength];
        double[] row = new double[20];
        Random random = new(7);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = random.NextDouble() * 100;
        }
        Console.WriteLine("what                    p10 ns  p50 ns  p90 ns  allocated bytes/call");
        long nothing = Measure(static () => { }, null, 0).Quantile(0.5);
        Print("RowRedaction.Hash", Measure(() => RowRedaction.Hash(key, text, hex), null, nothing));
        foreach (RedactionMethod? method in (RedactionMethod?[])[null, .. Enum.GetValues<RedactionMethod>()])
        {
            ModelDataCollector collector = CollectBenchmarks.Create(
                method?.ToString() ?? "clear",
                isEnabled: true,
                options =>
                {
                    options.RedactionKey = Convert.ToBase64String(key);
                    if (method is { } how)
                    {
                        options.Redaction.Add(new ColumnRedaction("feature_0", how));
                    }
                }
            );
            Print(
                $"a row, {method?.ToString() ?? "clear"}",
                Measure(() => collector.Collect<double>(row), collector, nothing)
            );
            collector.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        }
    }

    private static Sample Measure(Action call, ModelDataCollector? collector, long nothing)
    {
        long[] ticks = new long[Calls];
        long allocated = 0;
        // The first rounds compile.
        for (int round = 0; round < 5; round++)
        {
            allocated = 0;
            for (int i = 0; i < Calls; i++)
            {
                if (i % CallsPerPause == 0)
                {
                    collector?.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
                }
                long before = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                call();
                ticks[i] = Stopwatch.GetTimestamp() - start - nothing;
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        Array.Sort(ticks);
        return collector is { Statistics: { Dropped: > 0 } or { Refused: > 0 } }
            ? throw new InvalidOperationException($"Rows were dropped: {collector.Statistics}")
            : new Sample(ticks, (double)allocated / Calls);
    }

    private static void Print(string what, Sample sample) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -22} {string.Join(' ', Quantiles.Select(it => Nanoseconds(sample.Quantile(it))))}  {sample.Allocated, 12:0.000}"
            )
        );

    private static string Nanoseconds(long ticks) =>
        (ticks * 1e9 / Stopwatch.Frequency).ToString("0", CultureInfo.InvariantCulture).PadLeft(7);

    private readonly record struct Sample(long[] Ticks, double Allocated)
    {
        public long Quantile(double share) => Ticks[(int)(share * (Ticks.Length - 1))];
    }
}
