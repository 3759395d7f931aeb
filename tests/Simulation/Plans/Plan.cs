using System.Globalization;
using ModelData.Ingestion.Committing;

namespace ModelData.Simulation.Plans;

/// <summary>All that happens in a schedule, but for what its seed decides in detail: who runs first, and how long each way takes.</summary>
internal sealed record Plan(string Scenario, int Seed)
{
    public int Partitions { get; init; } = 2;

    /// <summary>Short: many commits. Long: rows of several owners are in memory at the same time.</summary>
    public double FlushAge { get; init; } = 0.4;

    public double SaveInterval { get; init; } = 5;

    /// <summary>How long a file is waited for that refuses writes.</summary>
    public double RefusedFor { get; init; } = 600;

    /// <summary>The seconds between two events.</summary>
    public double SendEvery { get; init; } = 0.02;

    /// <summary>How long there is load, in seconds.</summary>
    public double Load { get; init; } = 10;

    /// <summary>How many of a hundred ways between worker and world are slow.</summary>
    public int SlowPercent { get; init; }

    /// <summary>How many of a hundred events are no rows.</summary>
    public int BadPercent { get; init; }

    /// <summary>Whether receivers attach again without a word.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether all workers have the same identity, as a mistake of whoever runs them.</summary>
    public bool HasTwins { get; init; }

    /// <summary>How many blocks a file has at most: few, so that files become full.</summary>
    public int MaxBlocks { get; init; } = FileLimits.Default.MaxBlocks;

    /// <summary>The bytes that may be buffered: few, so that reading waits for commits. Unset: many.</summary>
    public int? MaxBufferedBytes { get; init; }

    /// <summary>Whether folders have markers and documents.</summary>
    public bool HasDocuments { get; init; }

    /// <summary>Whether it is a problem that something was made durable which no look had proven.</summary>
    public bool ChecksProven { get; init; } = true;

    public Sabotage Sabotage { get; init; }

    public IReadOnlyList<Act> Acts { get; init; } = [];

    /// <summary>The settings that some worker runs with.</summary>
    public IReadOnlyList<Routing> Routings() =>
        [
            .. Acts.Where(act => act.Kind is ActKind.Start)
                .Select(act => act.Routing ?? Routing.Csv)
                .Concat(Acts.Select(act => act.Routing).OfType<Routing>())
                .Distinct(),
        ];

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Scenario} {Seed}: {Partitions} partitions, an event every {SendEvery} s for {Load:F1} s, {BadPercent} % bad, flushed at "
                + $"{FlushAge} s, saved every {SaveInterval} s, {SlowPercent} % "
                + $"slow{(IsSilent ? ", silent" : "")}{(HasTwins ? ", twins" : "")}"
                + $"{(MaxBufferedBytes is not null ? $", {MaxBufferedBytes} bytes of memory" : "")}"
                + $"{(MaxBlocks < FileLimits.Default.MaxBlocks ? $", full at {MaxBlocks} blocks" : "")}"
                + $"{(HasDocuments ? ", documents" : "")}{(Sabotage == Sabotage.None ? "" : $", {Sabotage}")}\n  {string.Join("\n  ", Acts)}"
        );
}
