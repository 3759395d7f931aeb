namespace ModelData.Simulation.Plans;

/// <summary>A kind of schedule: makes a plan of each seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Draw">Draws a plan.</param>
internal sealed record Scenario(string Name, Func<Draw, Plan> Draw)
{
    /// <summary>Whether today's engine does not hold it yet: played only where everything is asked for.</summary>
    public bool IsPending { get; init; }

    public Plan Create(int seed) => Draw(new Draw(Name, seed));
}
