using ModelData.Containers.Docker;
using ModelData.Containers.Pipeline;

namespace ModelData.Containers.Faults;

/// <summary>
/// Faults of a whole pipeline in two lanes at the same time: one for the workers, one for everything that they depend on. A seed alone decides.
/// </summary>
internal sealed class FaultSchedule
{
    private static readonly ContainerFaultKind[] OfWorkers = Enum.GetValues<ContainerFaultKind>();

    private static readonly ContainerFaultKind[] OfPrograms =
    [
        ContainerFaultKind.Kill,
        ContainerFaultKind.Restart,
        ContainerFaultKind.Pause,
        ContainerFaultKind.Freeze,
        ContainerFaultKind.Disconnect,
    ];

    // What must not lose what it has: the storage emulator keeps its records in memory until it is asked to stop, and the official broker its events for good.
    private static readonly ContainerFaultKind[] OfStorage =
    [
        ContainerFaultKind.Restart,
        ContainerFaultKind.Pause,
        ContainerFaultKind.Freeze,
        ContainerFaultKind.Disconnect,
    ];

    private static readonly ContainerFaultKind[] OfMemory =
    [
        ContainerFaultKind.Pause,
        ContainerFaultKind.Freeze,
        ContainerFaultKind.Disconnect,
    ];

    private readonly List<List<ContainerFault>> _lanes;

    public FaultSchedule(int seed, int faults, ContainerPipeline pipeline, bool isBrokerDurable)
    {
        Seed = seed;
        var random = new Random(seed);
        int ofWorkers = (faults + 1) / 2;
        _lanes =
        [
            [.. Enumerable.Range(0, ofWorkers).Select(_ => Create(random, Pick(random, pipeline.Workers), OfWorkers))],
            [
                .. Enumerable
                    .Range(ofWorkers, faults - ofWorkers)
                    .Select(_ => CreateOther(random, pipeline, isBrokerDurable)),
            ],
        ];
    }

    public int Seed { get; }

    /// <summary>Plays all of it.</summary>
    /// <returns>How often a program was killed.</returns>
    public async Task<int> PlayAsync(Action<string> say, CancellationToken cancellationToken)
    {
        int[] kills = await Task.WhenAll(
            _lanes.Select(async lane =>
            {
                int kills = 0;
                foreach (var fault in lane)
                {
                    say($"{fault}");
                    kills += await fault.PlayAsync(cancellationToken) ? 1 : 0;
                }

                return kills;
            })
        );
        return kills.Sum();
    }

    public override string ToString() =>
        $"MODELDATA_FAULT_SEED={Seed}: " + string.Join(" | ", _lanes.Select(lane => string.Join("; ", lane)));

    private static ContainerFault CreateOther(Random random, ContainerPipeline pipeline, bool isBrokerDurable) =>
        random.Next(3) switch
        {
            0 => Create(random, pipeline.Broker, isBrokerDurable ? OfPrograms : OfMemory),
            1 => Create(random, pipeline.Storage, OfStorage),
            _ => Create(random, pipeline.Sender, OfPrograms),
        };

    // Half of them last longer than ownership does.
    private static ContainerFault Create(Random random, Part part, IReadOnlyList<ContainerFaultKind> kinds)
    {
        double expiry = ContainerPipeline.Expiry.TotalSeconds;
        double lasts = random.Next(2) == 0 ? 0.2 + random.NextDouble() : expiry + 0.2 + (2 * random.NextDouble());
        return new ContainerFault(
            part,
            Pick(random, kinds),
            TimeSpan.FromSeconds(lasts),
            TimeSpan.FromSeconds(2 * random.NextDouble())
        );
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
