namespace ModelData.Crash.Tests.Fleet;

/// <summary>What happens to a fleet of three: two lanes at the same time, so that one worker at least is in order. A seed alone decides.</summary>
internal sealed class FleetSchedule
{
    private const int FaultsPerLane = 5;

    private readonly IReadOnlyList<IReadOnlyList<FleetFault>> _lanes;
    private readonly int _seed;

    public FleetSchedule(int seed)
    {
        _seed = seed;
        var random = new Random(seed);
        int healthy = random.Next(3);
        _lanes =
        [
            .. Enumerable
                .Range(0, 3)
                .Where(worker => worker != healthy)
                .Select(worker => Enumerable.Range(0, FaultsPerLane).Select(_ => Create(worker, random)).ToList()),
        ];
    }

    public Task PlayAsync(FleetRig rig) =>
        Task.WhenAll(
            _lanes.Select(async lane =>
            {
                foreach (var fault in lane)
                {
                    await fault.PlayAsync(rig.Workers[fault.Worker]);
                }
            })
        );

    public override string ToString() =>
        $"MODELDATA_FAULT_SEED={_seed}: "
        + string.Join(" | ", _lanes.Select(lane => string.Join("; ", lane.Select(fault => fault.ToString()))));

    // Half of them last longer than ownership does.
    private static FleetFault Create(int worker, Random random)
    {
        var kinds = Enum.GetValues<FleetFaultKind>();
        double lasts = random.Next(2) == 0 ? 0.2 + random.NextDouble() : 3.2 + (2 * random.NextDouble());
        return new FleetFault(
            worker,
            kinds[random.Next(kinds.Length)],
            TimeSpan.FromSeconds(lasts),
            TimeSpan.FromSeconds(random.NextDouble())
        );
    }
}
