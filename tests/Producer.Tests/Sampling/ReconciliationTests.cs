using CsCheck;
using ModelData.Producer.Tests.Settings;

namespace ModelData.Producer.Tests.Sampling;

/// <summary>Whatever goes on, received = sent + failed + dropped + sampled out + pending, and no row is missing in it.</summary>
[Trait("Level", "Unit")]
public sealed class ReconciliationTests
{
    private const int Threads = 3;

    private static readonly Fate[] Fates =
    [
        Fate.Accepted,
        Fate.Accepted,
        Fate.Busy,
        Fate.Rejected,
        Fate.LostAnswer,
        Fate.LostRequestFinal,
        Fate.TooLarge,
    ];

    [Fact]
    public void Statistics_AnyChangesAndFatesUnderLoad_HoldAtEveryMoment() =>
        Gen.Select(
                Gen.Int[0, Fates.Length - 1].Select(it => Fates[it]).Array[10, 60],
                Gen.Int[0, 8].Array[8, 16],
                Gen.Bool
            )
            .Sample(
                (fates, changes, isOldest) => RunAsync(fates, changes, isOldest).GetAwaiter().GetResult(),
                iter: 12
            );

    private static async Task RunAsync(Fate[] fates, int[] changes, bool isOldest)
    {
        TestProcess process = new();
        process.Hub.Script = (attempt, _) => attempt <= fates.Length ? fates[attempt - 1] : Fate.Accepted;
        // Closed only when all went well: it closes by the test's clock, which nobody moves when something failed.
        LiveHost host = new(
            process,
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:EventHubs:ConnectionString"] = "fake",
                ["ModelData:RingBytes"] = "4096",
                ["ModelData:MaxBatchBytes"] = "1024",
                ["ModelData:MaxPendingBytes"] = "2048",
                ["ModelData:GiveUpAfter"] = "00:00:03",
                ["ModelData:FullRing"] = isOldest ? "DropOldest" : "DropNewest",
            }
        );
        ModelDataCollector inputs = host.Get("inputs");
        using CancellationTokenSource end = new();
        long started = 0;
        long done = 0;
        void Collect(int thread)
        {
            double[] row = [thread, 0];
            double[,] rows = new double[4, 2];
            object?[] mixed = ["text", 1];
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                // Decided on: it is received whatever the switch says.
                CollectionContext context = new(null, CollectionDecision.On);
                Interlocked.Add(ref started, 6);
                inputs.Collect<double>(row, context);
                inputs.Collect(rows, context);
                inputs.Collect<object?>(mixed, context);
                // No row: it is not among those that are received.
                inputs.Collect([1.0, 2.0, 3.0], context);
                Interlocked.Add(ref done, 6);
                if (i % 20 == 0)
                {
                    Thread.Yield();
                }
            }
        }
        void Watch()
        {
            CollectorStatistics before = default;
            while (!end.IsCancellationRequested)
            {
                long least = Volatile.Read(ref done);
                CollectorStatistics counts = inputs.Statistics;
                long most = Volatile.Read(ref started);
                AssertReconciled(counts, least, most);
                Assert.True(
                    counts.Received >= before.Received
                        && counts.Sent >= before.Sent
                        && counts.Failed >= before.Failed
                        && counts.Dropped >= before.Dropped
                        && counts.SampledOut >= before.SampledOut,
                    $"{before} then {counts}"
                );
                before = counts;
            }
        }
        Task[] others =
        [
            .. Enumerable
                .Range(0, Threads)
                .Select(it => Task.Run(() => Collect(it), TestContext.Current.CancellationToken)),
            Task.Run(Watch, TestContext.Current.CancellationToken),
        ];
        foreach (int change in changes)
        {
            long seen = Volatile.Read(ref done);
            host.Change(
                change switch
                {
                    < 4 => ("ModelData:Sampling:Rate", $"0.{(change * 3) + 1}"),
                    4 => ("ModelData:Sampling:Key", "feature_0"),
                    5 => ("ModelData:Sampling:Rate", null),
                    6 => ("ModelData:MaxBatchBytes", "2048"),
                    7 => ("ModelData:Enabled", "false"),
                    _ => ("ModelData:Enabled", "true"),
                }
            );
            await Wait.UntilAsync(
                () => Volatile.Read(ref done) > seen + 200 || others.Any(it => it.IsFaulted),
                "rows come",
                () => process.Clock.Advance(TimeSpan.FromSeconds(1))
            );
        }
        await end.CancelAsync();
        await Task.WhenAll(others);
        await process.FlushAsync(inputs);

        CollectorStatistics last = inputs.Statistics;
        AssertReconciled(last, done, started);
        Assert.Equal((started, 0), (last.Received, last.Pending));
        Assert.InRange(process.Hub.Rows.Count, last.Sent, last.Sent + last.Failed);
        await host.DisposeAsync();
    }

    private static void AssertReconciled(CollectorStatistics counts, long least, long most)
    {
        Assert.Equal(
            counts.Received,
            counts.Sent + counts.Failed + counts.Dropped + counts.SampledOut + counts.Pending
        );
        Assert.True(counts.Pending >= 0, $"{counts}");
        Assert.InRange(counts.Received, least, most);
    }
}
