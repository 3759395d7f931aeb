using System.Diagnostics;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Loops;
using ModelData.Bench.Load.Measuring;
using ModelData.Bench.Load.Peers;
using ModelData.Testing;

namespace ModelData.Bench.Load.Drain;

/// <summary>Fills a hub once, then lets the contenders drain it in turn, each with storage of its own.</summary>
internal static class IngestRun
{
    /// <summary>The loops read beside the worker's consumer group.</summary>
    public const string LoopGroup = "loops";

    public static async Task<int> RunAsync(IngestOptions options, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("modeldata-load-");
        await using var broker = await BrokerProcess.StartAsync(
            new BrokerOptions
            {
                DataFolder = folder.Path,
                HubName = BacklogPlan.HubName,
                PartitionCount = options.Plan.Partitions,
                ConsumerGroups = [LoopGroup, PeerRun.ConsumerGroup],
            }
        );
        var watch = Stopwatch.StartNew();
        var backlog = await new BacklogFiller(options.Plan).FillAsync(broker.ConnectionString, cancellationToken);
        Output.Say(
            $"backlog: {backlog.Rows:N0} rows in {backlog.Events:N0} events, {backlog.Bytes >> 20} MB "
                + $"({backlog.CsvBytes >> 20} MB of CSV), filled in {watch.Elapsed.TotalSeconds:N0} s"
        );
        await using var peers = options.Peers.IsOn
            ? await PeerRun.StartAsync(options, broker, backlog, cancellationToken)
            : null;
        var runs = new List<DrainRun>();
        for (int pair = 0; pair < options.Pairs; pair++)
        {
            foreach (var contend in Contenders(options, broker, backlog, peers))
            {
                var run = await contend(cancellationToken);
                Output.Say($"{pair + 1}: {run}");
                runs.Add(run);
            }
        }

        var report = IngestReport.Create(options, backlog, runs);
        if (report.ShortestSeconds < options.Steady.TotalSeconds)
        {
            Output.Say(
                $"a drain was steady for {report.ShortestSeconds:N1} s only: for {options.Steady.TotalSeconds:N0} s take a larger --backlog-mb"
            );
        }

        Output.Report(report, options.IsJson);
        return report is { RowsLost: null or 0, RowsDoubled: null or 0 } ? 0 : 1;
    }

    private static IEnumerable<Func<CancellationToken, Task<DrainRun>>> Contenders(
        IngestOptions options,
        BrokerProcess broker,
        FilledBacklog backlog,
        PeerRun? peers
    )
    {
        if (options.Sink != SinkChoice.Null)
        {
            yield return new WorkerContender(broker, backlog, options.Format, hasNullSink: false).RunAsync;
            if (options.Format == DataFormat.Csv)
            {
                yield return new LoopContender(broker, backlog, LoopKind.Ideal, options.Steady).RunAsync;
            }

            foreach (var peer in peers?.Contenders(hasNullSink: false) ?? [])
            {
                yield return peer;
            }
        }

        if (options.Sink != SinkChoice.Azurite)
        {
            yield return new WorkerContender(broker, backlog, options.Format, hasNullSink: true).RunAsync;
            var loop = options.Format == DataFormat.Csv ? LoopKind.IdealNullSink : LoopKind.BulkParquet;
            yield return new LoopContender(broker, backlog, loop, options.Steady).RunAsync;
            foreach (var peer in peers?.Contenders(hasNullSink: true) ?? [])
            {
                yield return peer;
            }
        }

        yield return new LoopContender(broker, backlog, LoopKind.Raw, options.Steady).RunAsync;
    }
}
