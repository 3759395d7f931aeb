using ModelData.Simulation.Checks;
using ModelData.Simulation.Outside;
using ModelData.Simulation.Plans;

namespace ModelData.Simulation;

/// <summary>How a schedule went.</summary>
/// <param name="Plan">What happened.</param>
/// <param name="Hash">The hash of the trace.</param>
/// <param name="Rows">The rows that were sent.</param>
/// <param name="Problems">What must not have happened.</param>
/// <param name="Lines">The trace, where it was asked for.</param>
internal sealed record Outcome(
    Plan Plan,
    string Hash,
    int Rows,
    IReadOnlyList<Problem> Problems,
    IReadOnlyList<string> Lines
);

/// <summary>Plays a plan on the present thread.</summary>
internal static class Schedule
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static Outcome Play(Plan plan, bool keepsTrace = false)
    {
        var loop = new SimulatedLoop(plan.Seed) { Lines = keepsTrace ? [] : null };
        var world = new SimulatedWorld(loop, plan);
        var senders = new Senders(world, plan.Seed ^ 77);
        var director = new Director(world, senders);
        var directing = loop.World.Start(director.RunAsync);
        if (!loop.Run(directing, Limit))
        {
            world.History.Add(ProblemKind.Broken, $"nothing happens any more, or too much, after {loop.Elapsed}");
        }
        else if (directing.Exception is { } failure)
        {
            world.History.Add(ProblemKind.Broken, $"{failure.InnerException}");
        }

        foreach (string escape in loop.Escapes.Distinct().Take(1))
        {
            world.History.Add(ProblemKind.Escaped, $"{loop.Escapes.Count} times, first {escape}");
        }

        return new Outcome(plan, loop.Hash(), senders.Rows.Count, world.History.Problems, loop.Lines ?? []);
    }
}
