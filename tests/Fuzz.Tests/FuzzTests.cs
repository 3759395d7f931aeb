using System.Diagnostics;

namespace ModelData.Fuzz;

/// <summary>Every reader of bytes that come from outside, under samples that were tampered with.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Fuzz")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Read_TamperedSamples_KeepsItsPromises(string target)
    {
        int seed = FuzzSettings.Seed;
        output.WriteLine($"{target}: from seed {seed}");
        long start = Stopwatch.GetTimestamp();

        FuzzRun.Run(FuzzTargets.All[target], seed, FuzzSettings.Executions);

        output.WriteLine(
            $"{target}: {FuzzSettings.Executions} executions in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"
        );
    }
}
