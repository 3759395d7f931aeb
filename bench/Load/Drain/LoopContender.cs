using System.Globalization;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Loops;
using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Drain;

/// <summary>One of the loops that show what the parts can do, in a process of its own.</summary>
internal sealed class LoopContender(BrokerProcess broker, FilledBacklog backlog, LoopKind kind, TimeSpan steady)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public async Task<DrainRun> RunAsync(CancellationToken cancellationToken)
    {
        await using var azurite =
            kind == LoopKind.Ideal ? await AzuriteProcess.StartAsync(cancellationToken: cancellationToken) : null;
        var started = new TaskCompletionSource<DrainProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var process = await ChildProcess.StartAsync(
            "loop",
            Repository.Program("ModelData.Bench.Load"),
            Arguments(azurite),
            onLine: line => Note(line, started.Task)
        );
        var progress = new DrainProgress(() => ProcessorTimes.Read(process, broker.Process, azurite?.Process));
        started.SetResult(progress);
        await process.WaitForLineAsync(line => line == LoopCommand.EndedLine, Deadline);
        return new DrainRun(Name, SteadyPart.Of(progress, progress.Rows), process.PeakMemoryBytes, null);
    }

    /// <summary>The name of the bulk Parquet loop in the report.</summary>
    public const string BulkParquet = "bulk parquet";

    private string Name =>
        kind switch
        {
            LoopKind.Raw => "raw receive",
            LoopKind.BulkParquet => BulkParquet,
            LoopKind.IdealNullSink => "ideal, null sink",
            _ => "ideal",
        };

    private void Note(string line, Task<DrainProgress> progress)
    {
        if (progress.IsCompleted && line.StartsWith(LoopCommand.ProgressPrefix, StringComparison.Ordinal))
        {
            var events = line.AsSpan(LoopCommand.ProgressPrefix.Length);
            progress.Result.Add(long.Parse(events, CultureInfo.InvariantCulture) * backlog.RowsPerEvent);
        }
    }

    private List<string> Arguments(AzuriteProcess? azurite)
    {
        List<string> arguments =
        [
            LoopCommand.Name,
            "--kind",
            kind.ToString(),
            "--hub",
            broker.ConnectionString,
            "--group",
            IngestRun.LoopGroup,
        ];
        // Into storage the backlog is drained once, as the worker does; otherwise it would be over too soon.
        arguments.AddRange(
            azurite is null
                ? ["--seconds", (steady * 1.25).TotalSeconds.ToString(CultureInfo.InvariantCulture)]
                : ["--blobs", azurite.ConnectionString]
        );
        return arguments;
    }
}
