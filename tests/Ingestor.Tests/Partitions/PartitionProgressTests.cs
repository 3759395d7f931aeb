using CsCheck;
using ModelData.Ingestor.Deduplication;
using ModelData.Ingestor.Tests.Fakes;

namespace ModelData.Ingestor.Tests.Partitions;

[Trait("Category", "Unit")]
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
}
