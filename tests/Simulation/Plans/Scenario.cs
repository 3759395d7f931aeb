namespace ModelData.Simulation.Plans;

/// <summary>A kind of schedule: makes a plan of each seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Draw">Draws a plan.</param>
internal sealed record Scenario(string Name, Func<Draw, Plan> Draw)
{
    public Plan Create(int seed) => Draw(new Draw(Name, seed));
}
