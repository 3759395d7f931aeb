using ModelData.Simulation.Checks;
using ModelData.Simulation.Plans;

namespace ModelData.Simulation;

/// <summary>Makes of a plan that fails the shortest one that fails in the same way: without faults that do not matter, and with less load.</summary>
internal static class Shrinking
{
    private const int MostPlays = 80;
    private const double SlowestLoad = 0.2;
    private const double ShortestLoad = 1;

    /// <summary>Plays simpler plans for as long as one of them fails like the one before.</summary>
    /// <returns>The outcome of the simplest, with its trace.</returns>
    public static async Task<Outcome> RunAsync(Outcome failure)
    {
        var kind = failure.Problems[0].Kind;
        var shortest = failure.Plan;
        int plays = 0;
        bool isShorter = true;
        while (isShorter && plays < MostPlays)
        {
            isShorter = false;
            foreach (var simpler in Simplify(shortest))
            {
                if (++plays > MostPlays)
                {
                    break;
                }

                if (await FailsAsync(simpler, kind))
                {
                    shortest = simpler;
                    isShorter = true;
                    break;
                }
            }
        }

        return await SchedulePlayer.PlayAsync(shortest, keepsTrace: true);
    }

    private static async Task<bool> FailsAsync(Plan plan, ProblemKind kind)
    {
        var outcome = await SchedulePlayer.PlayAsync(plan);
        return outcome.Problems.Any(problem => problem.Kind == kind);
    }

    private static IEnumerable<Plan> Simplify(Plan plan)
    {
        for (int count = Math.Max(1, plan.Acts.Count / 2); count >= 1; count /= 2)
        {
            for (int first = 0; first < plan.Acts.Count; first += count)
            {
                Act[] acts = [.. plan.Acts.Take(first), .. plan.Acts.Skip(first + count)];
                if (acts.Any(act => act.Kind == ActKind.Start))
                {
                    yield return plan with
                    {
                        Acts = acts,
                    };
                }
            }
        }

        if (plan.SlowPercent > 0)
        {
            yield return plan with
            {
                SlowPercent = 0,
            };
        }

        if (plan.BadPercent > 0)
        {
            yield return plan with
            {
                BadPercent = 0,
            };
        }

        if (plan.HasDocuments)
        {
            yield return plan with
            {
                HasDocuments = false,
            };
        }

        if (plan.SendEvery < SlowestLoad)
        {
            yield return plan with
            {
                SendEvery = plan.SendEvery * 2,
            };
        }

        if (plan.Load > ShortestLoad)
        {
            yield return plan with
            {
                Load = plan.Load * 0.7,
            };
        }
    }
}
