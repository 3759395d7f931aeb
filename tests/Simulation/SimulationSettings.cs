using ModelData.Simulation.Plans;
using ModelData.Testing;

namespace ModelData.Simulation;

/// <summary>What is played, by environment variables.</summary>
internal static class SimulationSettings
{
    private const string SeedVariable = "MODELDATA_SIMULATION_SEED";
    private const string SchedulesVariable = "MODELDATA_SIMULATION_SCHEDULES";
    private const string ScenarioVariable = "MODELDATA_SIMULATION_SCENARIO";
    private const string TraceVariable = "MODELDATA_SIMULATION_TRACE";
    private const string FailuresVariable = "MODELDATA_SIMULATION_FAILURES";

    /// <summary>After so many failures nothing new is learned.</summary>
    public static int MostFailures => TestSize.Read(FailuresVariable) ?? 5;

    /// <summary>Where the trace goes: of the only schedule, or of the shortest that fails.</summary>
    public static string? TraceFile => Read(TraceVariable);

    /// <summary>The only plan to play, where a scenario and a seed were asked for, and no number of schedules.</summary>
    public static Plan? OnlyPlan =>
        FindScenarios() is [var scenario]
        && TestSize.Read(SeedVariable) is { } seed
        && TestSize.Read(SchedulesVariable) is null
            ? scenario.Create(seed)
            : null;

    /// <summary>The plans to play: every scenario in turn, or those that were asked for, from a seed on.</summary>
    /// <param name="schedules">How many, where nothing else is said.</param>
    public static IEnumerable<Plan> FindPlans(int schedules)
    {
        int? seed = TestSize.Read(SeedVariable);
        int? count = TestSize.Read(SchedulesVariable);
        var scenarios = FindScenarios();
        int first = seed ?? Random.Shared.Next(1_000_000_000);
        return Enumerable
            .Range(0, count ?? (seed is null ? schedules : scenarios.Count))
            .Select(i => scenarios[i % scenarios.Count].Create(first + (i / scenarios.Count)));
    }

    private static List<Scenario> FindScenarios() =>
        Read(ScenarioVariable) switch
        {
            null => [.. Scenarios.All],
            var names => [.. names.Split(',').Select(Scenarios.Get)],
        };

    private static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;
}
