using System.Globalization;

namespace ModelData.Crash.Tests.Fleet;

/// <summary>
/// Other settings for a fleet that runs: one worker after the other ends, in order or not, and starts again with them under its own name, while
/// something happens to another one. A seed alone decides.
/// </summary>
internal sealed class FleetRoll
{
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(60);

    private readonly int _seed;
    private readonly bool _settlesFirst;
    private readonly IReadOnlyList<Step> _steps;

    /// <param name="seed">Decides everything.</param>
    /// <param name="before">The settings that the fleet has.</param>
    public FleetRoll(int seed, FleetRouting before)
    {
        _seed = seed;
        var random = new Random(seed);
        var others = FleetRouting.All.Where(routing => routing != before).ToList();
        After = others[random.Next(others.Count)];
        _settlesFirst = random.Next(2) == 0;
        int[] order = [0, 1, 2];
        random.Shuffle(order);
        _steps = [.. order.Select(worker => Create(worker, random))];
    }

    /// <summary>The settings that the fleet has then.</summary>
    public FleetRouting After { get; }

    public async Task PlayAsync(FleetRig rig, CancellationToken cancellationToken)
    {
        if (_settlesFirst)
        {
            await rig.SettleFleetAsync(cancellationToken);
        }

        var faults = new List<Task>();
        foreach (var step in _steps)
        {
            if (step.Fault is { } fault)
            {
                faults.Add(fault.PlayAsync(rig.Workers[fault.Worker]));
            }

            var worker = rig.Workers[step.Worker];
            if (step.IsKilled)
            {
                await worker.KillAsync();
            }
            else
            {
                await worker.TerminateAsync(DrainDeadline);
            }

            worker.Routing = After.Settings;
            await worker.StartAsync();
            await Task.Delay(step.Pause, cancellationToken);
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
                    (worker + 1 + random.Next(2)) % 3,
                    kinds[random.Next(kinds.Length)],
                    TimeSpan.FromSeconds(0.2 + random.NextDouble()),
                    TimeSpan.Zero
                );
        return new Step(worker, random.Next(2) == 0, TimeSpan.FromSeconds(1.5 * random.NextDouble()), fault);
    }

    private sealed record Step(int Worker, bool IsKilled, TimeSpan Pause, FleetFault? Fault)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"w{Worker} {(IsKilled ? "killed" : "ended")}{(Fault is null ? "" : $" while {Fault}")}, {Pause.TotalSeconds:F1} s"
            );
    }
}
