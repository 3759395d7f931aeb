using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>A sequence may have no end: it is never followed further than a row, or the rows of a call, may reach.</summary>
[Trait("Level", "Unit")]
public sealed class EndlessSequenceTests
{
    private int _read;

    [Fact]
    public async Task Collect_EndlessRow_IsRefusedBehindTheDeclaredWidth()
    {
        (await Taken.ByAsync(it => it.Collect(Endless(1.5)), ["a", "b"])).IsRefused(
            RefusalReason.Width,
            "more than 2 values"
        );
        Assert.Equal(3, _read);
    }

    [Fact]
    public async Task Collect_EndlessRowWithoutNames_IsRefusedBehindTheWidestLegal()
    {
        (await Taken.ByAsync(it => it.Collect(Endless<string?>(null)))).IsRefused(
            RefusalReason.Width,
            "more than 4093 values"
        );
        Assert.Equal(4094, _read);
    }

    [Fact]
    public async Task Collect_RowsOfWhichOneIsEndless_RefusesThatOne()
    {
        Taken taken = await Taken.ByAsync(it => it.Collect(new[] { [1.0, 2.0], Endless(1.5), [3.0, 4.0] }));
        Assert.Equal(["1,2", "3,4"], taken.Rows);
        Assert.Equal([new(RefusalReason.Width, 1)], taken.Refused);
    }

    [Fact]
    public async Task Collect_EndlessRows_StopsBehindTheMostOfACall()
    {
        TestProcess process = new();
        process.Options.RingBytes = 4096;
        await using ModelDataCollector collector = process.Collector(featureNames: ["a", "b"]);
        // Of a width that is refused: what a million rows do to the ring is no matter here.
        double[] row = [1.0];

        collector.Collect(Endless(row));

        Assert.Equal(LooseData.MaxSequenceRows + 1, _read);
        Assert.Equal(LooseData.MaxSequenceRows, collector.Counters.Of(RefusalReason.Width));
        Assert.Equal(1, collector.Counters.Of(RefusalReason.Endless));
        Assert.Contains(
            process.Log.Entries,
            each => each.Text.Contains("more than 1,048,576 rows", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Collect_ManyLazyRows_AreTakenOneByOne()
    {
        TestProcess process = new();
        await using ModelDataCollector collector = process.Collector();
        long mostEnqueued = 0;
        IEnumerable<double[]> Rows()
        {
            for (int i = 0; i < 1000; i++)
            {
                mostEnqueued = Math.Max(mostEnqueued, i - collector.Statistics.Enqueued);
                yield return [i, i + 0.5];
            }
        }

        collector.Collect(Rows());
        await process.FlushAsync(collector);

        // Each row was taken before the next one was made.
        Assert.Equal(0, mostEnqueued);
        Assert.Equal(1000, process.Hub.Rows.Count);
    }

    [Fact]
    public async Task Collect_RowsThatThrowOnTheWay_AreTakenUpToThere()
    {
        IEnumerable<double[]> Rows()
        {
            yield return [1.0];
            throw new InvalidOperationException("scripted");
        }
        Taken taken = await Taken.ByAsync(it => it.Collect(Rows()));
        Assert.Equal(["1"], taken.Rows);
        Assert.Equal([new(RefusalReason.Error, 1)], taken.Refused);
    }

    private IEnumerable<T> Endless<T>(T value)
    {
        while (true)
        {
            _read++;
            yield return value;
        }
    }
}
