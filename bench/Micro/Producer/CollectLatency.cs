using System.Diagnostics;
using System.Globalization;
using ModelData.Producer;

namespace ModelData.Bench.Micro.Producer;

/// <summary>
/// The distribution of single calls, which BenchmarkDotNet's means of many calls do not show: a preempted call is one slow call here, not a slower mean. Rows
/// of 20 doubles inside a request, below the pump's capacity; the cost of reading the clock twice is measured and subtracted.
/// </summary>
internal static class CollectLatency
{
    private const int CallsPerThread = 400_000;
    private const int CallsPerPause = 10_000;
    private const int PauseMilliseconds = 60;
    private static readonly int[] ThreadCounts = [1, 2, 4];
    private static readonly double[] Quantiles = [0.5, 0.9, 0.99, 0.999];

    public static void Run()
    {
        Console.WriteLine("threads  p50 ns  p90 ns  p99 ns  p99.9 ns  allocated bytes/call  dropped");
        foreach (int threads in ThreadCounts)
        {
            Run(threads);
        }
    }

    private static void Run(int threads)
    {
        ModelDataCollector collector = CollectBenchmarks.Create("latency", isEnabled: true);
        long[][] ticks = new long[threads][];
        long[] allocated = new long[threads];
        // The first round compiles and touches the ring once.
        for (int round = 0; round < 2; round++)
        {
            Thread[] all = new Thread[threads];
            for (int i = 0; i < threads; i++)
            {
                int index = i;
                all[i] = new Thread(() =>
                    (ticks[index], allocated[index]) = Measure(collector, PauseMilliseconds * threads)
                );
                all[i].Start();
            }
            foreach (Thread thread in all)
            {
                thread.Join();
            }
        }
        long[] sorted = [.. ticks.SelectMany(each => each).Order()];
        string[] cells =
        [
            $"{threads, 7}",
            .. Quantiles.Select(quantile => Nanoseconds(sorted, quantile)),
            $"{(double)allocated.Sum() / (threads * CallsPerThread), 12:0.000}",
            $"{collector.Statistics.Dropped, 16}",
        ];
        Console.WriteLine(string.Join("  ", cells));
        collector.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
    }

    private static (long[] Ticks, long AllocatedBytes) Measure(ModelDataCollector collector, int pauseMilliseconds)
    {
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        double[] row = new double[20];
        long[] ticks = new long[CallsPerThread];
        long clock = ClockTicks();
        collector.Collect<double>(row);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < CallsPerThread; i++)
        {
            long start = Stopwatch.GetTimestamp();
            collector.Collect<double>(row);
            ticks[i] = Stopwatch.GetTimestamp() - start - clock;
            if (i % CallsPerPause == 0)
            {
                // Gives the pump its share of two cores.
                Thread.Sleep(pauseMilliseconds);
            }
        }
        return (ticks, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static long ClockTicks()
    {
        long[] ticks = new long[10_001];
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }
        Array.Sort(ticks);
        return ticks[ticks.Length / 2];
    }

    private static string Nanoseconds(long[] sorted, double quantile)
    {
        double nanoseconds = sorted[(int)((sorted.Length - 1) * quantile)] * 1e9 / Stopwatch.Frequency;
        return nanoseconds.ToString("0", CultureInfo.InvariantCulture).PadLeft(6);
    }
}
