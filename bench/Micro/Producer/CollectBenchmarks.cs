using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using ModelData.Producer;
using ModelData.Producer.Sending;

namespace ModelData.Bench.Micro.Producer;

/// <summary>
/// What one <c>Collect</c> costs the calling thread, the pump and the compression running beside it on the other core. Each iteration collects fewer rows
/// than the ring holds and is flushed before the next, outside of the measurement: a dropped row would be a cheap one.
/// </summary>
[MemoryDiagnoser]
public class CollectBenchmarks
{
    private const int RowsPerIteration = 50_000;

    private readonly double[] _doubles = new double[20];
    private readonly string[] _texts = ["red", "green", "blue", "a longer text of some forty characters"];
    private ModelDataCollector _numbers = null!;
    private ModelDataCollector _scores = null!;
    private ModelDataCollector _strings = null!;
    private ModelDataCollector _mixed = null!;
    private ModelDataCollector _kinds = null!;
    private ModelDataCollector _off = null!;
    private ModelDataCollector<Applicant> _applicants = null!;
    private ModelDataCollector _ten = null!;
    private readonly Applicant _applicant = Applicant.Example;
    private IModelDataCollector[] _byInterface = [];
    private Activity _request = null!;
    private CollectionContext _inputs;

    /// <summary>Opens collectors whose rows are encoded, compressed and then discarded.</summary>
    [GlobalSetup]
    public void Open()
    {
        Random random = new(7);
        for (int i = 0; i < _doubles.Length; i++)
        {
            _doubles[i] = random.NextDouble() * 100;
        }
        _numbers = Create("numbers", isEnabled: true);
        _byInterface = [_numbers];
        _scores = Create("scores", isEnabled: true);
        _strings = Create("strings", isEnabled: true);
        _mixed = Create("mixed", isEnabled: true);
        _kinds = Create("kinds", isEnabled: true);
        _off = Create("off", isEnabled: false);
        _ten = Create("ten", isEnabled: true);
        _applicants = CreateTyped<Applicant>("applicants");
        _request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        _inputs = _numbers.Collect<double>(_doubles);
    }

    /// <summary>Empties the ring between iterations, and makes sure that nothing was dropped.</summary>
    [IterationCleanup]
    public void Flush()
    {
        foreach (ModelDataCollector collector in new[] { _numbers, _scores, _strings, _mixed, _kinds, _ten, Typed })
        {
            FlushResult result = collector.FlushAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
            if (!result.IsAccepted || collector.Statistics.Dropped + collector.Statistics.Refused > 0)
            {
                throw new InvalidOperationException($"Rows were dropped: {collector.Statistics}");
            }
        }
    }

    /// <summary>20 doubles inside a request: the figure that is promised.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext TwentyDoubles()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _numbers.Collect<double>(_doubles);
        }
        return context;
    }

    /// <summary>20 doubles in brackets, each of which tells its type.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext TwentyDoublesInBrackets()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            double x = _doubles[i % 20];
            context = _numbers.Collect([x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x]);
        }
        return context;
    }

    /// <summary>The same through the interface, as an application with dependency injection calls it.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext TwentyDoublesByInterface()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _byInterface[0].Collect<double>(_doubles);
        }
        return context;
    }

    /// <summary>One double under the context of its inputs: a prediction.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext OneDoubleWithContext()
    {
        CollectionContext context = _inputs;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _scores.Collect([0.5], context);
        }
        return context;
    }

    /// <summary>Values of several types in brackets.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext FourTypesInBrackets()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _kinds.Collect([i, 0.5f, "red", null]);
        }
        return context;
    }

    /// <summary>A typed row of ten properties of seven types.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext TenPropertiesOfAType()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _applicants.Collect(_applicant);
        }
        return context;
    }

    /// <summary>The same values in brackets.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext TenTypesInBrackets()
    {
        CollectionContext context = default;
        Applicant it = _applicant;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _ten.Collect([
                it.Age,
                it.Income,
                it.Children,
                it.Account,
                it.IsEmployed,
                it.Score,
                FeatureValue.FromEnum(it.Day),
                it.City,
                it.Debt,
                it.Years,
            ]);
        }
        return context;
    }

    /// <summary>Four texts.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext FourTexts()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _strings.Collect<string>(_texts);
        }
        return context;
    }

    /// <summary>Ten numbers and two texts, built without boxing.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext TwelveMixedByRowBuilder()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            RowBuilder row = _mixed.StartRow();
            for (int column = 0; column < 10; column++)
            {
                row.Add(_doubles[column]);
            }
            row.Add("red");
            row.Add("green");
            context = row.Collect();
        }
        return context;
    }

    /// <summary>Collection switched off.</summary>
    [Benchmark(OperationsPerInvoke = RowsPerIteration)]
    public CollectionContext Off()
    {
        CollectionContext context = default;
        for (int i = 0; i < RowsPerIteration; i++)
        {
            context = _off.Collect<double>(_doubles);
        }
        return context;
    }

    /// <summary>Closes the collectors.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _request.Dispose();
        _numbers.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        _scores.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        _strings.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        _mixed.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        _kinds.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        _ten.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        Typed.CloseAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
    }

    private ModelDataCollector Typed => (ModelDataCollector)_applicants.Untyped;

    internal static ModelDataCollector<T> CreateTyped<T>(string identifier)
        where T : IModelDataRow<T> =>
        new(Create(CollectorDefinition.Of<T>("model", identifier, null, null, null), isEnabled: true));

    internal static ModelDataCollector Create(
        string identifier,
        bool isEnabled,
        Action<ModelDataCollectorOptions>? configure = null
    ) => Create(new CollectorDefinition("model", identifier, null, null, null, null, null), isEnabled, configure);

    private static ModelDataCollector Create(
        CollectorDefinition definition,
        bool isEnabled,
        Action<ModelDataCollectorOptions>? configure = null
    )
    {
        ModelDataCollectorOptions options = new() { Enabled = isEnabled, RingBytes = 32 * 1024 * 1024 };
        configure?.Invoke(options);
        return new(
            definition,
            options,
            new CollectorEnvironment { Pipelines = new PipelineRegistry(), CreateSender = () => new DiscardingSender() }
        );
    }
}
