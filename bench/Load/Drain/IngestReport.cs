using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Drain;

/// <summary>The figures of <c>ingest</c>: medians over the runs of each contender. What was not measured is null.</summary>
internal sealed partial record IngestReport
{
    public double? WorkerRowsPerSecond { get; init; }

    public double? IdealRowsPerSecond { get; init; }

    public double? RawRowsPerSecond { get; init; }

    /// <summary>Into the Blob emulator.</summary>
    public double? WorkerToIdeal { get; init; }

    public double? WorkerNullSinkRowsPerSecond { get; init; }

    public double? IdealNullSinkRowsPerSecond { get; init; }

    public double? WorkerToIdealNullSink { get; init; }

    public double? WorkerCpuSecondsPerMillionRows { get; init; }

    public double? IdealCpuSecondsPerMillionRows { get; init; }

    public double? BrokerCpuSecondsPerMillionRows { get; init; }

    public double? AzuriteCpuSecondsPerMillionRows { get; init; }

    public double? WorkerNullSinkCpuSecondsPerMillionRows { get; init; }

    public double? IdealNullSinkCpuSecondsPerMillionRows { get; init; }

    /// <summary>The largest of all runs of the worker.</summary>
    public long PeakMemoryMb { get; init; }

    /// <summary>Over all runs, read from the blobs.</summary>
    public long? RowsLost { get; init; }

    /// <inheritdoc cref="RowsLost"/>
    public long? RowsDoubled { get; init; }

    /// <inheritdoc cref="RowsLost"/>
    public long? RowsOutOfOrder { get; init; }

    /// <summary>What the worker and the plain .NET program wrote.</summary>
    public string Format { get; init; } = "";

    public int Pairs { get; init; }

    /// <summary>The shortest steady drain of all runs.</summary>
    public double ShortestSeconds { get; init; }

    public long BacklogRows { get; init; }

    public long BacklogMb { get; init; }

    public long EventBytes { get; init; }

    public int RowsPerEvent { get; init; }

    public int Processors { get; init; }

    public static IngestReport Create(IngestOptions options, FilledBacklog backlog, List<DrainRun> runs)
    {
        var worker = Of(runs, "worker");
        var ideal = Of(runs, "ideal");
        var workerNull = Of(runs, "worker, null sink");
        var idealNull = Of(runs, "ideal, null sink");
        var audits = worker.Select(run => run.Audit).OfType<RowAudit>().ToList();
        return new IngestReport
        {
            WorkerRowsPerSecond = Rows(worker),
            IdealRowsPerSecond = Rows(ideal),
            RawRowsPerSecond = Rows(Of(runs, "raw receive")),
            WorkerToIdeal = Ratio(worker, ideal),
            WorkerNullSinkRowsPerSecond = Rows(workerNull),
            IdealNullSinkRowsPerSecond = Rows(idealNull),
            WorkerToIdealNullSink = Ratio(workerNull, idealNull),
            WorkerCpuSecondsPerMillionRows = Used(worker, used => used.Contender),
            IdealCpuSecondsPerMillionRows = Used(ideal, used => used.Contender),
            BrokerCpuSecondsPerMillionRows = Used(worker, used => used.Broker),
            AzuriteCpuSecondsPerMillionRows = Used(worker, used => used.Azurite),
            WorkerNullSinkCpuSecondsPerMillionRows = Used(workerNull, used => used.Contender),
            IdealNullSinkCpuSecondsPerMillionRows = Used(idealNull, used => used.Contender),
            PeakMemoryMb = worker.Concat(workerNull).Max(run => run.PeakMemoryBytes) >> 20,
            RowsLost = audits.Count == 0 ? null : audits.Sum(audit => audit.Lost),
            RowsDoubled = audits.Count == 0 ? null : audits.Sum(audit => audit.Doubled),
            RowsOutOfOrder = audits.Count == 0 ? null : audits.Sum(audit => audit.OutOfOrder),
            Format = options.Format.ToString(),
            Pairs = options.Pairs,
            ShortestSeconds = Math.Round(runs.Min(run => run.Window.Seconds), 1),
            BacklogRows = backlog.Rows,
            BacklogMb = backlog.Bytes >> 20,
            EventBytes = backlog.Bytes / backlog.Events,
            RowsPerEvent = backlog.RowsPerEvent,
            Processors = Environment.ProcessorCount,
        }.WithPeers(runs);
    }

    private static List<DrainRun> Of(List<DrainRun> runs, string contender) =>
        [.. runs.Where(run => run.Contender == contender)];

    private static double? Rows(List<DrainRun> runs) =>
        runs.Count == 0 ? null : Math.Round(Statistics.Median(runs.Select(run => run.RowsPerSecond)));

    /// <summary>The median of the pairs' ratios: what disturbs a machine for a minute disturbs both of a pair.</summary>
    private static double? Ratio(List<DrainRun> runs, List<DrainRun> to) =>
        runs.Count == 0 || to.Count == 0
            ? null
            : Math.Round(Statistics.Median(runs.Zip(to, (run, ideal) => run.RowsPerSecond / ideal.RowsPerSecond)), 3);

    private static double? Used(List<DrainRun> runs, Func<ProcessorTimes, double> which) =>
        runs.Count == 0
            ? null
            : Math.Round(Statistics.Median(runs.Select(run => which(run.Window.SecondsPerMillionRows))), 3);
}
