using ModelData.Simulation.Plans;
using ModelData.Testing;

namespace ModelData.Simulation;

/// <summary>What is played, by environment variables.</summary>
internal static class SimulationSettings
{
    /// <summary>After so many failures nothing new is learned.</summary>
    public static int MostFailures => TestSize.Read("MODELDATA_SIMULATION_FAILURES") ?? 5;

    /// <summary>Where the trace of a failure goes. Unset: a file of the failure's name among the artifacts.</summary>
    public static string? TraceFile => Read("MODELDATA_SIMULATION_TRACE");

    /// <summary>The plans to play: every scenario in turn, or the one that was asked for.</summary>
    /// <param name="schedules">How many, where nothing else is said.</param>
    public static IEnumerable<Plan> Plans(int schedules)
    {
        int? seed = TestSize.Read("MODELDATA_SIMULATION_SEED");
        int count = TestSize.Read("MODELDATA_SIMULATION_SCHEDULES") ?? schedules;
        var scenarios = Scenarios();
        if (seed is { } one && TestSize.Read("MODELDATA_SIMULATION_SCHEDULES") is null)
        {
            return scenarios.Select(scenario => scenario.Create(one));
        }

        int first = seed ?? Random.Shared.Next(1_000_000_000);
        return Enumerable
            .Range(0, count)
            .Select(i => scenarios[i % scenarios.Count].Create(first + (i / scenarios.Count)));
    }

    private static List<Scenario> Scenarios() =>
        Read("MODELDATA_SIMULATION_SCENARIO") is { } name
            ? [.. name.Split(',').Select(Simulation.Plans.Scenarios.Get)]
            : [.. Simulation.Plans.Scenarios.All.Where(scenario => !scenario.IsPending)];

    private static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;
}
