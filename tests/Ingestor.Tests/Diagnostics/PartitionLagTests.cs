using ModelData.EventHubs;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Tests.Fakes;

namespace ModelData.Ingestor.Tests.Diagnostics;

[Trait("Category", "Unit")]
public sealed class LagMonitorTests
{
    private static readonly DateTimeOffset LastStored = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    public void FindOldest_EventsPending_TheOldestOfThem()
    {
        var progress = Rows.Progress(position: 9);
        Rows.Event(progress, 10);
        Rows.Event(progress, 11);

        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(10), LagMonitor.FindOldest(progress, Seen(11)));
    }

    [Fact]
    public void FindOldest_NothingReadOfWhatIsThere_TheNewest() =>
        Assert.Equal(LastStored, LagMonitor.FindOldest(Rows.Progress(position: 9), Seen(10)));

    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    public void FindOldest_EverythingInBlobs_None(long lastSeen) =>
        Assert.Null(LagMonitor.FindOldest(Rows.Progress(position: 9), Seen(lastSeen)));

    [Fact]
    public void FindOldest_PartitionNeverSeen_None() => Assert.Null(LagMonitor.FindOldest(Rows.Progress(), null));

    private static PartitionProperties Seen(long last) => new("0", 0, last, "0", LastStored, IsEmpty: false);
}
