using System.Diagnostics.Metrics;
using System.Globalization;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing;

/// <summary>All that the worker cannot do without. Thread-safe.</summary>
internal sealed class Dependencies
{
    /// <summary>How often each is looked at.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a look may take.</summary>
    public static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Fresh = LookInterval + LookLimit + TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;

    /// <summary>Nothing was reached yet.</summary>
    /// <param name="hub">The hub's place, for a person.</param>
    /// <param name="data">That of the container of rows.</param>
    /// <param name="state">That of the container of states.</param>
    /// <param name="deadLetters">That of the container of what is dead-lettered.</param>
    /// <param name="metrics">What the worker counts.</param>
    /// <param name="time">The clock.</param>
    public Dependencies(
        string hub,
        string data,
        string state,
        string deadLetters,
        WorkerMetrics metrics,
        TimeProvider time
    )
    {
        _time = time;
        Hub = new Dependency("hub", hub, ProblemCatalogue.HubUnreachable, Fresh, time);
        Data = CreateContainer("data", data);
        State = CreateContainer("state", state);
        DeadLetters = CreateContainer("dead letters", deadLetters);
        All = [Hub, Data, State, DeadLetters];
        metrics.Meter.CreateObservableGauge(
            "modeldata.dependencies.away_seconds",
            () =>
                All.Select(it => new Measurement<double>(
                    it.Away.TotalSeconds,
                    new KeyValuePair<string, object?>("dependency", it.Name)
                )),
            null,
            "How long a service that the worker needs has not been reached; 0 while it is"
        );

        Dependency CreateContainer(string name, string place) =>
            new(name, place, ProblemCatalogue.StorageUnreachable, Fresh, time);
    }

    public Dependency Hub { get; }

    public Dependency Data { get; }

    public Dependency State { get; }

    public Dependency DeadLetters { get; }

    public IReadOnlyList<Dependency> All { get; }

    /// <summary>What is not reached: which, for how long, why, and the mend.</summary>
    public IReadOnlyList<ReportedProblem> FindProblems() => [.. Describe().Select(it => it.Problem)];

    /// <summary>The same, with a line each: which, since when, why, and the mend.</summary>
    public IEnumerable<DescribedProblem> Describe()
    {
        foreach (var dependency in All)
        {
            if (dependency.FindAbsence() is { } absence)
            {
                var since = _time.GetUtcNow() - absence.Duration;
                string state = absence.WasReached ? "not reached since" : "not reached yet, since the start at";
                yield return DescribedProblem.Create(
                    absence.Problem.At(dependency.ToString(), absence.Duration),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{dependency}: {state} {since:yyyy-MM-dd'T'HH:mm:ss'Z'} ({absence.Duration.TotalSeconds:0} s): {absence.Problem.Cause}"
                    )
                );
            }
        }
    }
}
