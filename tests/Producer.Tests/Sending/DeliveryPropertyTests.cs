using System.Globalization;
using CsCheck;

namespace ModelData.Producer.Tests.Sending;

/// <summary>Any sequence of collects, flushes and fates: what was acknowledged is stored exactly once after duplicate removal, and in order.</summary>
[Trait("Category", "Unit")]
public sealed class DeliveryPropertyTests
{
    private static readonly Gen<Fate> AnyFate = Gen.Frequency(
        (10, Gen.Const(Fate.Accepted)),
        (3, Gen.Const(Fate.Busy)),
        (2, Gen.Const(Fate.Rejected)),
        (3, Gen.Const(Fate.LostAnswer)),
        (2, Gen.Const(Fate.LostRequest)),
        (1, Gen.Const(Fate.LostAnswerFinal)),
        (1, Gen.Const(Fate.LostRequestFinal)),
        (1, Gen.Const(Fate.Hangs)),
        (1, Gen.Const(Fate.StoredThenHangs))
    );

    [Fact]
    public async Task Send_AnyFates_EveryAcknowledgedRowExactlyOnceInOrder() =>
        await Gen.Select(AnyFate.Array[0, 60], Gen.Int[1, 6].Array[1, 25], Gen.Int[0, 3])
            .SampleAsync(async (fates, bursts, giveUp) => await RunAsync(fates, bursts, giveUp * 3), iter: 60);

    private static async Task RunAsync(Fate[] fates, int[] bursts, int giveUpSeconds)
    {
        TestProcess process = new();
        process.Options.MaxBatchBytes = 1024;
        process.Options.GiveUpAfter = TimeSpan.FromSeconds(giveUpSeconds + 0.5);
        process.Hub.Script = (attempt, _) => attempt <= fates.Length ? fates[attempt - 1] : Fate.Accepted;
        ModelDataCollector[] collectors = [process.Collector("inputs"), process.Collector("predictions")];
        int row = 0;
        foreach (int burst in bursts)
        {
            for (int i = 0; i < burst * 3; i++)
            {
                collectors[row % 2].Collect([row++]);
            }
            await process.FlushAsync(collectors[row % 2]);
            AssertReconciled(collectors[0]);
        }
        Task<FlushResult>[] closing = [.. collectors.Select(each => each.CloseAsync(Timeout.InfiniteTimeSpan))];
        await Wait.UntilAsync(Task.WhenAll(closing), () => process.Clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(1, process.Hub.MostInFlight);
        long stored = 0;
        foreach (ModelDataCollector collector in collectors)
        {
            AssertReconciled(collector);
            Assert.Equal(0, collector.Statistics.Pending);
            List<int> rows = RowsOf(process, collector);
            Assert.Equal(rows.Order(), rows);
            Assert.Equal(rows.Distinct(), rows);
            // Sent rows are stored; of the failed ones those whose answer was lost may be.
            Assert.InRange(
                rows.Count,
                collector.Statistics.Sent,
                collector.Statistics.Sent + collector.Statistics.Failed
            );
            stored += rows.Count;
        }
        Assert.Equal(row, collectors.Sum(each => each.Statistics.Enqueued));
        Assert.True(stored <= row);
    }

    private static List<int> RowsOf(TestProcess process, ModelDataCollector collector) =>
        [
            .. process
                .Hub.Distinct.Where(each => each.PartitionKey == collector.Address.PartitionKey)
                .SelectMany(each => each.Rows)
                .Select(each => int.Parse(StoredEvent.Features(each), CultureInfo.InvariantCulture)),
        ];

    private static void AssertReconciled(ModelDataCollector collector)
    {
        CollectorStatistics counts = collector.Statistics;
        Assert.Equal(counts.Enqueued, counts.Sent + counts.Failed + counts.Dropped + counts.Pending);
        Assert.True(counts.Pending >= 0);
    }
}
