namespace ModelData.Simulation;

/// <summary>
/// A process of a simulation: a scheduler, a clock and a source of randomness of its own. One that was killed runs nothing more, not even what stands in
/// finally blocks; one that is frozen goes on where it was.
/// </summary>
public sealed class SimulatedProcess : TaskScheduler
{
    private readonly List<(Action<object> Run, object State)> _parked = [];

    public SimulatedProcess(SimulatedLoop loop, string name, int seed)
    {
        (Loop, Name, Random) = (loop, name, new Random(seed));
        Clock = new VirtualClock(loop, this);
    }

    /// <summary>The process that runs at present.</summary>
    /// <exception cref="InvalidOperationException">None does: the caller has left the simulation.</exception>
    public static SimulatedProcess Running =>
        Current as SimulatedProcess
        ?? throw new InvalidOperationException("Escaped: this runs outside of every simulated process");

    public SimulatedLoop Loop { get; }

    public string Name { get; }

    /// <summary>What the engine's own draws come from.</summary>
    public Random Random { get; }

    public VirtualClock Clock { get; }

    public bool IsDead { get; private set; }

    public bool IsFrozen { get; private set; }

    /// <summary>SIGKILL.</summary>
    public void Kill() => IsDead = true;

    /// <summary>SIGSTOP.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        IsFrozen = false;
        foreach (var (run, state) in _parked)
        {
            Loop.Add(this, run, state);
        }

        _parked.Clear();
    }

    /// <summary>Runs work in this process.</summary>
    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc cref="Start(Func{Task})"/>
    public Task<T> Start<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc cref="Start(Func{Task})"/>
    public Task Start(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Runs work in this process at a later time.</summary>
    public void StartIn(TimeSpan time, Action work) =>
        Clock.CreateTimer(static work => ((Action)work!)(), work, time, Timeout.InfiniteTimeSpan);

    protected override void QueueTask(Task task) => Loop.Add(this, task => TryExecuteTask((Task)task), task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    // Whether the work is not to run now, or never.
    internal bool TryPark(Action<object> run, object state)
    {
        if (IsFrozen && !IsDead)
        {
            _parked.Add((run, state));
        }

        return IsFrozen || IsDead;
    }
}
