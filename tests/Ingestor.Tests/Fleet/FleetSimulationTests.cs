using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ModelData.Testing;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>
/// A fleet in memory under schedules of faults: whatever happens, every row is in a file once, in order. <c>MODELDATA_FAULT_SCHEDULES</c> sets the number of
/// schedules (default 300), <c>MODELDATA_FAULT_SEED</c> repeats one.
/// </summary>
[Trait("Category", "Faults")]
[Trait("Category", "Fleet")]
public sealed class FleetSimulationTests(ITestOutputHelper output)
{
    private const int AtOnce = 8;

    [Fact]
    public async Task Fleet_AnySchedule_EveryRowOnceAndInOrder()
    {
        int? seed = TestSize.Read("MODELDATA_FAULT_SEED");
        int schedules = seed is null ? TestSize.Read("MODELDATA_FAULT_SCHEDULES") ?? 300 : 1;
        int first = seed ?? Random.Shared.Next(1_000_000);
        var problems = new ConcurrentBag<string>();
        long rows = 0;
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(first, schedules),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (one, _) =>
            {
                var simulation = new FleetSimulation(one);
                if (await simulation.RunAsync() is { Length: > 0 } problem)
                {
                    problems.Add(problem);
                }

                Interlocked.Add(ref rows, simulation.Rows);
            }
        );
        Assert.True(problems.IsEmpty, string.Join('\n', problems));
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{schedules} schedules from seed {first} in {watch.Elapsed.TotalSeconds:F0} s: {rows} rows, 0 lost, 0 doubled, 0 out of order"
        );
        output.WriteLine(line);
        Console.WriteLine(line);
    }

    [Theory]
    [InlineData(nameof(Sabotage.NoCondition))]
    [InlineData(nameof(Sabotage.DeterministicIds))]
    [InlineData(nameof(Sabotage.NoSequences))]
    [InlineData(nameof(Sabotage.NoFinish))]
    public async Task Fleet_WithAMistake_IsSeen(string mistake)
    {
        var sabotage = Enum.Parse<Sabotage>(mistake);
        for (int first = 1; first <= 40; first += AtOnce)
        {
            string[] problems = await Task.WhenAll(
                Enumerable.Range(first, AtOnce).Select(seed => new FleetSimulation(seed, sabotage).RunAsync())
            );
            if (Array.Find(problems, problem => problem.Length > 0) is { } seen)
            {
                output.WriteLine(seen);
                return;
            }
        }

        Assert.Fail("No schedule has seen it.");
    }
}
