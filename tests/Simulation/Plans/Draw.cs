namespace ModelData.Simulation.Plans;

/// <summary>What a plan is drawn from.</summary>
internal sealed class Draw
{
    private readonly Random _random;

    public Draw(string scenario, int seed)
    {
        (Scenario, Seed) = (scenario, seed);
        // Scenarios of the same seed have little in common.
        _random = new Random(scenario.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c)));
    }

    public string Scenario { get; }

    public int Seed { get; }

    /// <summary>A number below a bound.</summary>
    public int Below(int bound) => _random.Next(bound);

    public bool OneIn(int count) => _random.Next(count) == 0;

    public double Seconds(double from, double to) => from + ((to - from) * _random.NextDouble());

    /// <summary>Half of them last longer than ownership does.</summary>
    public double Outage() => OneIn(2) ? Seconds(0, 1) : Seconds(3, 5);

    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>Some of them, at least one.</summary>
    public T[] SomeOf<T>(params T[] choices)
    {
        T[] some = [.. choices.Where(_ => OneIn(2))];
        return some.Length > 0 ? some : [OneOf<T>(choices)];
    }

    /// <summary>A plan without acts.</summary>
    public Plan Plan() =>
        new(Scenario, Seed)
        {
            FlushAge = OneOf(0.4, 4.0),
            SaveInterval = OneOf(0.5, 0.5, 5, 5, 5),
            SendEvery = OneOf(0.01, 0.02, 0.05),
            SlowPercent = OneOf(0, 2, 10, 30),
        };
}
