using System.Text;
using BenchmarkDotNet.Attributes;
using ModelData.Producer;

namespace ModelData.Bench.Micro.Producer;

/// <summary>What redaction costs the calling thread; rows as in <see cref="CollectBenchmarks"/>.</summary>
[MemoryDiagnoser]
public class RedactionBenchmarks
{
    private const int RowsPerIteration = 20_000;

    private readonly double[] _doubles = new double[20];
    private readonly byte[] _key = new byte[32];
    private readonly byte[] _text = Encoding.UTF8.GetBytes("customer 1234567890");
    private readonly byte[] _hex = new byte[RowRedaction.HashLength];
    private ModelDataCollector _clear = null!;
    private ModelDataCollector _hashed = null!;
    private ModelDataCollector _masked = null!;

    /// <summary>Opens collectors whose rows are encoded, compressed and then discarded.</summary>
    [GlobalSetup]
    public void Open()
    {
        Random random = new(7);
        for (int i = 0; i < _doubles.Length; i++)
        {
            _doubles[i] = random.NextDouble() * 100;
        }
        _clear = Create("clear", null);
        _hashed = Create("hashed", RedactionMethod.Hash);
        _masked = Create("masked", RedactionMethod.Mask);
    }

    /// <summary>Empties the ring between iterations, and makes sure that nothing was dropped.</summary>
    [IterationCleanup]
    public void Flush()
    {
        foreach (ModelDataCollector collector in new[] { _clear, _hashed, _masked })
        {
            FlushResult result = collector.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
            if (!result.IsAccepted || collector.Statistics.Dropped + collector.Statistics.Refused > 0)
            {
                throw new InvalidOperationException($"Rows were dropped: {collector.Statistics}");
            }
        }
    }

    /// <summary>20 doubles, none of them redacted.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = RowsPerIteration)]
    public void TwentyDoubles() => Collect(_clear);

    /// <summary>20 doubles, one of them hashed.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public void TwentyDoublesOneHashed() => Collect(_hashed);

    /// <summary>20 doubles, one of them masked: the row goes into the ring as one of several types.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public void TwentyDoublesOneMasked() => Collect(_masked);

    /// <summary>The hash of a text alone.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public void Hash()
    {
        for (int i = 0; i < RowsPerIteration; i++)
        {
            RowRedaction.Hash(_key, _text, _hex);
        }
    }

    /// <summary>Closes the collectors.</summary>
    [GlobalCleanup]
    public void Close()
    {
        foreach (ModelDataCollector collector in new[] { _clear, _hashed, _masked })
        {
            collector.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        }
    }

    private void Collect(ModelDataCollector collector)
    {
        for (int i = 0; i < RowsPerIteration; i++)
        {
            collector.Collect<double>(_doubles);
        }
    }

    private ModelDataCollector Create(string identifier, RedactionMethod? method) =>
        CollectBenchmarks.Create(
            identifier,
            isEnabled: true,
            options =>
            {
                options.RedactionKey = Convert.ToBase64String(_key);
                if (method is { } how)
                {
                    options.Redaction.Add(new ColumnRedaction("feature_0", how));
                }
            }
        );
}
