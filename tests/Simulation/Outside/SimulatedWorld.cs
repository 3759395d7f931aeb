using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Tests.Balancing;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Fleet;
using ModelData.Simulation.Checks;
using ModelData.Simulation.Plans;

namespace ModelData.Simulation.Outside;

/// <summary>Everything that outlives a worker: the hub and what is in storage.</summary>
internal sealed class SimulatedWorld(SimulatedLoop loop, Plan plan)
{
    public Plan Plan => plan;

    public SimulatedLoop Loop => loop;

    public History History { get; } = new(loop, plan.ChecksProven);

    public InMemoryHub Hub { get; } = new(plan.Partitions, loop.World.Clock);

    public InMemoryDataBlobs Blobs { get; } = new() { IgnoresConditions = plan.Sabotage == Sabotage.NoCondition };

    /// <summary>The files that refuse whoever writes to them at present.</summary>
    public Func<string, bool> IsRefused { get; set; } = _ => false;

    public InMemoryStates States { get; } = new();

    public InMemoryOwnershipStore Ownerships { get; } = new(loop.World.Clock);

    public Dictionary<string, Checkpoint> Checkpoints { get; } = [];

    public ListedDeadLetters Letters { get; } = new();

    /// <summary>The packs of letters.</summary>
    public InMemoryDataBlobs Packs { get; } = new();

    public InMemoryOpenFolders Folders { get; } = new();

    public InMemoryFolderDocuments Documents { get; } = new();

    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), loop.World.Clock);
}
