using System.Globalization;
using CsCheck;

namespace ModelData.Producer.Tests.Sending;

/// <summary>
/// Any sequence of collects, flushes and fates: what was acknowledged is stored exactly once after duplicate removal, and in order; when it is spread, in order
/// within each partition.
/// </summary>
[Trait("Level", "Unit")]
public sealed class DeliveryPropertyTests
{
    private static readonly Gen<Fate> AnyFate = Gen.Frequency(
        (10, Gen.Const(Fate.Accepted)),
        (3, Gen.Const(Fate.Busy)),
        (2, Gen.Const(Fate.Rejected)),
        (2, Gen.Const(Fate.TooLarge)),
        (3, Gen.Const(Fate.LostAnswer)),
        (2, Gen.Const(Fate.LostRequest)),
        (1, Gen.Const(Fate.LostAnswerFinal)),
        (1, Gen.Const(Fate.LostRequestFinal)),
        (1, Gen.Const(Fate.Hangs)),
        (1, Gen.Const(Fate.StoredThenHangs))
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_AnyFates_EveryAcknowledgedRowExactlyOnceInOrder(bool spread) =>
        await Gen.Select(AnyFate.Array[0, 60], Gen.Int[1, 6].Array[1, 25], Gen.Int[0, 3])
            .SampleAsync(async (fates, bursts, giveUp) => await RunAsync(spread, fates, bursts, giveUp * 3), iter: 60);

    private static async Task RunAsync(bool spread, Fate[] fates, int[] bursts, int giveUpSeconds)
    {
        TestProcess process = new();
        process.Options.MaxBatchBytes = 1024;
        process.Options.Spread = spread;
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
            List<StoredEvent> events = EventsOf(process, collector);
            foreach (var lane in events.GroupBy(each => each.Lane))
            {
                List<int> ordered = [.. lane.SelectMany(RowsOf)];
                Assert.Equal(ordered.Order(), ordered);
            }
            List<int> rows = [.. events.SelectMany(RowsOf)];
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

    private static List<StoredEvent> EventsOf(TestProcess process, ModelDataCollector collector) =>
        [
            .. process.Hub.Distinct.Where(each =>
                each.Attribute(EventAttributes.Identifier) == collector.Address.Identifier
            ),
        ];

    private static IEnumerable<int> RowsOf(StoredEvent stored) =>
        stored.Rows.Select(row => int.Parse(StoredEvent.Features(row), CultureInfo.InvariantCulture));

    private static void AssertReconciled(ModelDataCollector collector)
    {
        CollectorStatistics counts = collector.Statistics;
        Assert.Equal(counts.Enqueued, counts.Sent + counts.Failed + counts.Dropped + counts.Pending);
        Assert.True(counts.Pending >= 0);
    }
}
