using ModelData.Simulation.Plans;

namespace ModelData.Simulation;

/// <summary>Plays many plans, on as many threads as there are processors.</summary>
internal static class SchedulePlayer
{
    private const int StackBytes = 4 << 20;

    /// <summary>Plays plans until all are played or one outcome is the last that is wanted.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="hear">Hears of each outcome, one at a time; returns whether to go on.</param>
    public static Task PlayAsync(IEnumerable<Plan> plans, Func<Outcome, bool> hear)
    {
        var next = plans.GetEnumerator();
        var gate = new Lock();
        bool isOver = false;
        return Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => OnThreadAsync(PlayAll)));

        void PlayAll()
        {
            while (TryTake() is { } plan)
            {
                var outcome = Schedule.Play(plan);
                lock (gate)
                {
                    isOver |= !hear(outcome);
                }
            }
        }

        Plan? TryTake()
        {
            lock (gate)
            {
                return !isOver && next.MoveNext() ? next.Current : null;
            }
        }
    }

    /// <summary>Plays one plan.</summary>
    public static async Task<Outcome> PlayAsync(Plan plan, bool keepsTrace = false)
    {
        Outcome? outcome = null;
        await OnThreadAsync(() => outcome = Schedule.Play(plan, keepsTrace));
        return outcome!;
    }

    // A thread of its own: nothing that a schedule does may look like work of the pool.
    private static Task OnThreadAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    work();
                    done.SetResult();
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
        };
        thread.Start();
        return done.Task;
    }
}
