namespace ModelData.Crash.Tests.Fleet;

/// <summary>
/// Other settings for a fleet of two that runs: one worker after the other ends, in order or not, and starts again with them under its own name,
/// while something happens to the other one. The first takes partitions over from the second, which goes on with the former settings until it
/// notices. A seed alone decides.
/// </summary>
internal sealed class FleetRoll
{
    public const int Workers = 2;

    private readonly int _seed;
    private readonly IReadOnlyList<Step> _steps;

    /// <param name="seed">Decides everything.</param>
    /// <param name="before">The settings that the fleet has.</param>
    public FleetRoll(int seed, FleetRouting before)
    {
        _seed = seed;
        var random = new Random(seed);
        var others = FleetRouting.All.Where(routing => routing != before).ToList();
        After = others[random.Next(others.Count)];
        int first = random.Next(Workers);
        _steps = [Create(first, random), Create(1 - first, random)];
    }

    /// <summary>The settings that the fleet has then.</summary>
    public FleetRouting After { get; }

    public async Task PlayAsync(FleetRig rig, CancellationToken cancellationToken)
    {
        var faults = new List<Task>();
        foreach (var step in _steps)
        {
            if (step.Fault is { } fault)
            {
                faults.Add(fault.PlayAsync(rig.Workers[fault.Worker]));
            }

            var worker = rig.Workers[step.Worker];
            worker.Routing = After.Settings;
            await new FleetFault(step.Worker, step.End, TimeSpan.Zero, TimeSpan.Zero).PlayAsync(worker);
            if (step.IsSettled)
            {
                await rig.SettleFleetAsync(cancellationToken);
            }
        }

        await Task.WhenAll(faults);
    }

    public override string ToString() => $"MODELDATA_ROLL_SEED={_seed}: {After}: {string.Join("; ", _steps)}";

    // What happens to another worker neither ends nor freezes it: the steps do that.
    private static Step Create(int worker, Random random)
    {
        FleetFaultKind[] kinds =
        [
            FleetFaultKind.CutBroker,
            FleetFaultKind.SilenceBroker,
            FleetFaultKind.CutStorage,
            FleetFaultKind.SlowStorage,
            FleetFaultKind.LoseRequests,
            FleetFaultKind.LoseAnswers,
        ];
        var fault =
            random.Next(2) == 0
                ? null
                : new FleetFault(
                    1 - worker,
                    kinds[random.Next(kinds.Length)],
                    TimeSpan.FromSeconds(0.2 + random.NextDouble()),
                    TimeSpan.Zero
                );
        var end = random.Next(3) == 0 ? FleetFaultKind.Kill : FleetFaultKind.Terminate;
        return new Step(worker, end, random.Next(4) > 0, fault);
    }

    private sealed record Step(int Worker, FleetFaultKind End, bool IsSettled, FleetFault? Fault)
    {
        public override string ToString() =>
            $"w{Worker} {End}{(Fault is null ? "" : $" while {Fault}")}{(IsSettled ? ", settled" : "")}";
    }
}
