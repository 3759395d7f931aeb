using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelData.Simulation;

/// <summary>
/// One simulation: one thread, virtual time, and several processes. What is ready runs in an order that is drawn from the seed; time passes when nothing is.
/// The same seed gives the same trace. Belongs to the thread that created it.
/// </summary>
public sealed class SimulatedLoop
{
    private readonly List<(SimulatedProcess Process, Action<object> Run, object State)> _ready = [];
    private readonly PriorityQueue<VirtualTimer, (long Due, long Order)> _timers = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _escapes = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Random _order;
    private long _timerNumber;
    private bool _isOver;

    /// <summary>Creates a loop on the present thread.</summary>
    /// <param name="seed">Decides the order of what is ready at the same time, and what <see cref="Random"/> draws.</param>
    public SimulatedLoop(int seed)
    {
        _order = new Random(seed ^ 0x5eed);
        Random = new Random(seed);
        World = new SimulatedProcess(this, "world", seed + 1);
    }

    /// <summary>What the world draws from.</summary>
    public Random Random { get; }

    /// <summary>The process of everything that is no worker: hub, storage, senders, and whoever does harm.</summary>
    public SimulatedProcess World { get; }

    /// <summary>Virtual time since the start, in ticks.</summary>
    public long Now { get; private set; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Now);

    /// <summary>How many pieces of work have run.</summary>
    public long Steps { get; private set; }

    /// <summary>How many lines were traced.</summary>
    public long Operations { get; private set; }

    /// <summary>The lines of the trace, where they are kept.</summary>
    public List<string>? Lines { get; init; }

    /// <summary>Work that came from, or went to, another thread than the loop's: the simulation is not deterministic then.</summary>
    public IReadOnlyList<string> Escapes
    {
        get
        {
            lock (_escapes)
            {
                return [.. _escapes];
            }
        }
    }

    /// <summary>Adds a line to the trace.</summary>
    public void Trace(string line)
    {
        Operations++;
        string text = Format(line);
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
        Lines?.Add(text);
    }

    /// <summary>Adds a line that does not count for the hash.</summary>
    public void Comment(string line) => Lines?.Add(Format(line));

    /// <summary>The hash of the trace so far.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash())[..16];

    /// <summary>Notes that something left the loop's thread.</summary>
    public void Escaped(string where)
    {
        lock (_escapes)
        {
            _escapes.Add(where);
        }
    }

    /// <summary>Runs until a task ends, nothing can happen any more, or virtual time is over.</summary>
    /// <returns>Whether the task has ended.</returns>
    public bool Run(Task until, TimeSpan limit)
    {
        using var watch = PoolWatch.Of(this);
        while (!until.IsCompleted && Now < limit.Ticks && (TryRunReady() || TryPassTime())) { }
        // Whatever is still waiting somewhere must not go on.
        _isOver = true;
        return until.IsCompleted;
    }

    private string Format(string line) =>
        string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:F6} {line}");

    internal void Add(SimulatedProcess process, Action<object> run, object state)
    {
        if (process.IsDead || _isOver)
        {
            return;
        }

        if (Environment.CurrentManagedThreadId != _thread)
        {
            Escaped(Environment.StackTrace);
            return;
        }

        _ready.Add((process, run, state));
    }

    internal void Add(VirtualTimer timer, long due) => _timers.Enqueue(timer, (due, ++_timerNumber));

    private bool TryRunReady()
    {
        if (_ready.Count == 0)
        {
            return false;
        }

        int at = _order.Next(_ready.Count);
        var (process, run, state) = _ready[at];
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (process.TryPark(run, state))
        {
            return true;
        }

        Steps++;
        run(state);
        return true;
    }

    private bool TryPassTime()
    {
        if (!_timers.TryDequeue(out var timer, out var key))
        {
            return false;
        }

        if (timer.IsDue(key.Due))
        {
            Now = Math.Max(Now, key.Due);
            timer.Fire();
        }

        return true;
    }
}
