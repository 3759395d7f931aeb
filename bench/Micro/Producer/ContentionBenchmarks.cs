using BenchmarkDotNet.Attributes;
using ModelData.Producer;

namespace ModelData.Bench.Micro.Producer;

/// <summary>Several scoring threads collect into one ring at the same time. Time per row of one thread, when all of them do nothing else.</summary>
[MemoryDiagnoser]
public class ContentionBenchmarks
{
    private const int RowsPerIteration = 60_000;

    private readonly double[] _row = new double[20];
    private ModelDataCollector _collector = null!;

    /// <summary>The number of threads.</summary>
    [Params(1, 2, 4)]
    public int Threads { get; set; }

    /// <summary>Opens the collector.</summary>
    [GlobalSetup]
    public void Open() => _collector = CollectBenchmarks.Create("contended", isEnabled: true);

    /// <summary>Empties the ring between iterations, and makes sure that nothing was dropped.</summary>
    [IterationCleanup]
    public void Flush()
    {
        FlushResult result = _collector.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        if (!result.IsAccepted || _collector.Statistics.Dropped > 0)
        {
            throw new InvalidOperationException($"Rows were dropped: {_collector.Statistics}");
        }
    }

    /// <summary>20 doubles from every thread.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public void TwentyDoublesFromEveryThread()
    {
        int each = RowsPerIteration / Threads;
        Thread[] threads = new Thread[Threads];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int row = 0; row < each; row++)
                {
                    _collector.Collect<double>(_row);
                }
            });
            threads[i].Start();
        }
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    /// <summary>Closes the collector.</summary>
    [GlobalCleanup]
    public void Close() => _collector.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
}
