using System.Diagnostics;
using System.Globalization;
using ModelData.Producer;

namespace ModelData.Bench.Micro.Producer;

/// <summary>
/// The distribution of single calls, which BenchmarkDotNet's means of many calls do not show: a preempted call is one slow call here, not a slower mean. Rows
/// inside a request, below the pump's capacity; the cost of reading the clock twice is measured and subtracted.
/// </summary>
internal static class CollectLatency
{
    private const int CallsPerThread = 400_000;
    private const int CallsPerPause = 10_000;
    private const int PauseMilliseconds = 60;
    private static readonly int[] ThreadCounts = [1, 2, 4];
    private static readonly double[] Quantiles = [0.5, 0.9, 0.99, 0.999];

    // A call that does next to nothing takes less than reading the clock: so many are timed together.
    private const int CallsOffPerReading = 1_000;

    public static void Run()
    {
        double[] row = new double[20];
        PrintHead();
        foreach (int threads in ThreadCounts)
        {
            ModelDataCollector numbers = CollectBenchmarks.Create("latency", isEnabled: true);
            Run("20 doubles", numbers, threads, () => numbers.Collect<double>(row));
        }
        Applicant applicant = Applicant.Example;
        ModelDataCollector<Applicant> applicants = CollectBenchmarks.CreateTyped<Applicant>("applicants");
        Run("10 properties", (ModelDataCollector)applicants.Untyped, 1, () => applicants.Collect(applicant));
    }

    /// <summary>By itself, as in a process that collects nothing: what others do decides how the compiler lays out the method.</summary>
    public static void RunOff()
    {
        double[] row = new double[20];
        PrintHead();
        RunOff(CollectBenchmarks.Create("off", isEnabled: false), row);
    }

    private static void Run(string what, ModelDataCollector collector, int threads, Action call)
    {
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
                    (ticks[index], allocated[index]) = Measure(call, PauseMilliseconds * threads)
                );
                all[i].Start();
            }
            foreach (Thread thread in all)
            {
                thread.Join();
            }
        }
        Print(what, threads, ticks, (double)allocated.Sum() / (threads * CallsPerThread), 1, collector);
        collector.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
    }

    private static void RunOff(ModelDataCollector collector, double[] row)
    {
        long[] ticks = new long[CallsPerThread / CallsOffPerReading];
        long clock = ClockTicks();
        long allocated = 0;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < ticks.Length; i++)
            {
                ticks[i] = Off(collector, row) - clock;
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // Compiled for good beside.
            Thread.Sleep(PauseMilliseconds * 10);
        }
        Print("off", 1, [ticks], (double)allocated / CallsPerThread, CallsOffPerReading, collector);
    }

    private static long Off(ModelDataCollector collector, double[] row)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < CallsOffPerReading; i++)
        {
            collector.Collect<double>(row);
        }
        return Stopwatch.GetTimestamp() - start;
    }

    private static (long[] Ticks, long AllocatedBytes) Measure(Action call, int pauseMilliseconds)
    {
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        long[] ticks = new long[CallsPerThread];
        long clock = ClockTicks();
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < CallsPerThread; i++)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            ticks[i] = Stopwatch.GetTimestamp() - start - clock;
            if (i % CallsPerPause == 0)
            {
                // Gives the pump its share of two cores.
                Thread.Sleep(pauseMilliseconds);
            }
        }
        return (ticks, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void PrintHead() =>
        Console.WriteLine("row            threads  p50 ns  p90 ns  p99 ns  p99.9 ns  allocated bytes/call  dropped");

    private static void Print(
        string what,
        int threads,
        long[][] ticks,
        double allocated,
        int calls,
        ModelDataCollector collector
    )
    {
        long[] sorted = [.. ticks.SelectMany(each => each).Order()];
        string[] cells =
        [
            $"{what, -13}",
            $"{threads, 7}",
            .. Quantiles.Select(quantile => Nanoseconds(sorted, quantile, calls)),
            $"{allocated, 12:0.000}",
            $"{collector.Statistics.Dropped, 16}",
        ];
        Console.WriteLine(string.Join("  ", cells));
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

    private static string Nanoseconds(long[] sorted, double quantile, int calls)
    {
        double nanoseconds = sorted[(int)((sorted.Length - 1) * quantile)] * 1e9 / Stopwatch.Frequency / calls;
        return nanoseconds.ToString(calls == 1 ? "0" : "0.0", CultureInfo.InvariantCulture).PadLeft(6);
    }
}
