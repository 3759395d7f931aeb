using System.Globalization;

namespace ModelData.Simulation.Plans;

internal enum ActKind
{
    /// <summary>A worker is started, where none of that name runs.</summary>
    Start,

    /// <summary>SIGTERM; once it has ended, it is started again after the time.</summary>
    Restart,

    /// <summary>SIGTERM, for good.</summary>
    Stop,

    /// <summary>SIGKILL; started again after the time.</summary>
    Kill,

    /// <summary>SIGKILL when the worker's n-th operation of a kind took effect, or at the latest after ten seconds; started again after the time.</summary>
    KillAt,

    /// <summary>SIGSTOP for the time.</summary>
    Freeze,

    /// <summary>No way to the hub for the time; connections break.</summary>
    CutHub,

    /// <summary>No way to storage for the time.</summary>
    CutStorage,

    /// <summary>Requests, answers, and requests that come late, for the time.</summary>
    Lose,

    /// <summary>A third of all ways takes up to one and a half seconds, for the time.</summary>
    Slow,

    /// <summary>The connections to the hub break; receivers attach again.</summary>
    Break,

    /// <summary>The wall clock steps by so many seconds.</summary>
    StepClock,

    /// <summary>Storage refuses commits of data files for the time.</summary>
    Refuse,

    /// <summary>A file refuses whoever writes to it, for the time.</summary>
    RefuseFile,

    /// <summary>The hub answers that it is busy for the time.</summary>
    Busy,

    /// <summary>The hub is deleted and made anew, with <see cref="Act.Number"/> events in it.</summary>
    Recreate,
}

/// <summary>Something that happens in a schedule.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, in seconds.</param>
/// <param name="Worker">To which worker, where it happens to one.</param>
/// <param name="Seconds">For how long, or how long until the worker is started again.</param>
internal sealed record Act(ActKind Kind, double At, int Worker = 0, double Seconds = 0)
{
    /// <summary>The settings that a worker which is started runs with from now on. Unset: as before.</summary>
    public Routing? Routing { get; init; }

    /// <summary>The kind of operation, for <see cref="ActKind.KillAt"/>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>What the operation is about, or a part of it; empty for anything.</summary>
    public string About { get; init; } = "";

    /// <summary>Which operation of that kind; how many events; by how many seconds.</summary>
    public int Number { get; init; }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{At:F2} {Kind} w{Worker}{(Number == 0 ? "" : $" {Number} {Operation}{About}")}"
                + $"{(Seconds == 0 ? "" : $" {Seconds:F2} s")}{(Routing is null ? "" : $" as {Routing}")}"
        );
}
