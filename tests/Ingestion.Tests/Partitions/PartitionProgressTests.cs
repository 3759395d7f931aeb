using CsCheck;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Partitions;

[Trait("Level", "Unit")]
public sealed class PartitionProgressTests
{
    private static readonly Guid Producer = Guid.Parse("11111111-1111-1111-1111-111111111111");

    [Fact]
    public void Position_AnyOrderOfCompletion_TrailsTheFirstEventThatIsNotDone() =>
        Gen.Shuffle(Enumerable.Range(0, 20).ToArray())
            .Sample(order =>
            {
                var progress = Rows.Progress();
                var events = Enumerable.Range(0, 20).Select(i => Rows.Event(progress, i)).ToArray();
                var done = new HashSet<int>();
                foreach (int i in order)
                {
                    events[i].Complete();
                    done.Add(i);
                    int expected = Enumerable.Range(0, 21).First(n => !done.Contains(n)) - 1;
                    Assert.Equal(expected, progress.Position.SequenceNumber);
                    Assert.Equal(expected < 0 ? null : $"offset-{expected}", progress.Position.Offset);
                }
            });

    [Fact]
    public void Snapshot_EventReadButNotDone_IsNotInTheMemory()
    {
        var progress = Rows.Progress();
        var first = Rows.Event(progress, 0, new BatchIdentity(Producer, "a", 7));
        Rows.Event(progress, 1, new BatchIdentity(Producer, "a", 8));

        Assert.True(progress.IsDuplicate(new BatchIdentity(Producer, "a", 8), DateTimeOffset.UnixEpoch));
        Assert.Empty(progress.Snapshot().Memory.Entries);

        first.Complete();
        var entry = Assert.Single(progress.Snapshot().Memory.Entries);
        Assert.Equal(7, entry.Value.Sequence);
    }

    [Fact]
    public void IsDuplicate_OtherAddress_IsFalse()
    {
        var progress = Rows.Progress();
        Rows.Event(progress, 0, new BatchIdentity(Producer, "a", 7));
        Assert.False(progress.IsDuplicate(new BatchIdentity(Producer, "b", 7), DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void IsDuplicate_AfterTheWindow_IsFalse()
    {
        var progress = Rows.Progress();
        Rows.Event(progress, 0, new BatchIdentity(Producer, "a", 7));
        var batch = new BatchIdentity(Producer, "a", 7);
        Assert.True(progress.IsDuplicate(batch, DateTimeOffset.UnixEpoch.AddHours(1)));
        Assert.False(progress.IsDuplicate(batch, DateTimeOffset.UnixEpoch.AddHours(1.01)));
    }

    [Fact]
    public void Watermark_EventsOnTheirWay_IsTheTimeOfTheOldest()
    {
        var progress = Rows.Progress();
        Assert.Null(progress.Watermark);
        var first = Rows.Event(progress, 10);
        var second = Rows.Event(progress, 20);
        Rows.Event(progress, 30);
        second.Complete();
        Assert.Null(progress.Watermark);
        first.Complete();
        Assert.Equal(Time(30), progress.Watermark);
    }

    [Fact]
    public void Saw_NothingIsLeft_RaisesTheWatermarkToTheQuestion()
    {
        var progress = Rows.Progress();
        progress.Saw(End(-1, isEmpty: true), Time(5));
        Assert.Equal(Time(5), progress.Watermark);
        var pending = Rows.Event(progress, 6);
        progress.Saw(End(6), Time(50));
        Assert.Equal(Time(5), progress.Watermark);
        pending.Complete();
        progress.Saw(End(7), Time(51));
        Assert.Equal(Time(6), progress.Watermark);
        progress.Saw(End(6), Time(52));
        Assert.Equal(Time(52), progress.Watermark);
    }

    [Fact]
    public void Begin_EventIsOlderThanTheWatermark_CountsAsOfTheWatermark()
    {
        var progress = Rows.Progress();
        progress.Saw(End(-1, isEmpty: true), Time(100));
        var late = Rows.Event(progress, 40);
        Assert.Equal((Time(40), Time(100)), (late.EnqueuedTime, late.StreamTime));
        late.Complete();
        Assert.Equal(Time(100), progress.Watermark);
    }

    [Fact]
    public void Watermark_AnyOrderOfCompletion_NeverGoesBackAndNeverPassesAnEventThatIsNotDone() =>
        Gen.Select(Gen.Int[-5, 5].Array[1, 30], Gen.Int[0, 999].Array[0, 80])
            .Sample(run =>
            {
                var (jitters, actions) = run;
                var progress = Rows.Progress();
                var pending = new List<PendingEvent>();
                var last = DateTimeOffset.MinValue;
                int read = 0;
                foreach (int action in actions)
                {
                    if (action % 3 == 0 && read < jitters.Length)
                    {
                        int seconds = 10 + (read * 3) + jitters[read];
                        pending.Add(Rows.Event(progress, read, seconds: seconds));
                        read++;
                    }
                    else if (action % 3 == 1 && pending.Count > 0)
                    {
                        var done = pending[action % pending.Count];
                        pending.Remove(done);
                        done.Complete();
                    }
                    else
                    {
                        progress.Saw(End(progress.Position.SequenceNumber), Time(action));
                    }

                    var now = progress.Watermark ?? last;
                    Assert.True(now >= last);
                    Assert.All(pending, it => Assert.True(now <= it.StreamTime));
                    last = now;
                }
            });

    private static DateTimeOffset Time(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    private static PartitionProperties End(long sequenceNumber, bool isEmpty = false) =>
        new("0", 0, sequenceNumber, "", DateTimeOffset.UnixEpoch, isEmpty);
}
