using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Diagnostics;

/// <summary>A lag is never 0 because nobody knows it.</summary>
[Trait("Level", "Unit")]
public sealed class PartitionLagTests
{
    private static readonly DateTimeOffset LastStored = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly DateTimeOffset Now = LastStored.AddHours(1);
    private static readonly TimeSpan LookHolds = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public void Find_EventsPending_TheOldestOfThem()
    {
        var progress = Rows.Progress(position: 9);
        Rows.Event(progress, 10);
        Rows.Event(progress, 11);

        Assert.Equal(Now - DateTimeOffset.UnixEpoch.AddSeconds(10), Create(Seen(11)).Find(progress, Now));
    }

    [Fact]
    public void Find_NothingReadOfWhatIsThere_TheNewest() =>
        Assert.Equal(Now - LastStored, Create(Seen(10)).Find(Rows.Progress(position: 9), Now));

    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    public void Find_EverythingInBlobs_None(long lastSeen) =>
        Assert.Equal(TimeSpan.Zero, Create(Seen(lastSeen)).Find(Rows.Progress(position: 9), Now));

    [Fact]
    public void Find_PartitionNeverSeen_GrowsFromTheBeginning()
    {
        var sut = Create(null);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), sut.Find(Rows.Progress(), Now));
        Assert.Equal(TimeSpan.FromMinutes(1), sut.FindUnknown(Rows.Progress()));
    }

    [Fact]
    public void Find_PositionNotKnown_GrowsFromTheBeginning()
    {
        var sut = Create(Seen(9));
        _time.Advance(TimeSpan.FromMinutes(1));
        sut.Saw(Seen(9));
        Assert.Equal(TimeSpan.FromMinutes(1), sut.Find(null, Now));
        Assert.Equal(TimeSpan.FromMinutes(1), sut.FindUnknown(null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Find_EndCannotBeLookedUpAnyMore_GrowsFromTheLastLook(bool fails)
    {
        var progress = Rows.Progress(position: 9);
        var sut = Create(Seen(9));
        _time.Advance(LookHolds + TimeSpan.FromSeconds(1));
        if (fails)
        {
            sut.Failed();
        }

        Assert.Equal(TimeSpan.FromSeconds(31), sut.Find(progress, Now));
        Assert.Equal(TimeSpan.FromSeconds(31), sut.FindUnknown(progress));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.FromSeconds(331), sut.Find(progress, Now.AddDays(1)));

        sut.Saw(Seen(9));
        Assert.Equal(TimeSpan.Zero, sut.Find(progress, Now.AddDays(1)));
        Assert.Equal(TimeSpan.Zero, sut.FindUnknown(progress));
    }

    [Fact]
    public void Find_EndCannotBeLookedUpWhileRowsWaited_TheLastKnownLagGrows()
    {
        var progress = Rows.Progress(position: 9);
        var sut = Create(Seen(12));
        sut.Failed();
        Assert.Equal(TimeSpan.FromHours(1), sut.Find(progress, Now));
        Assert.Equal(TimeSpan.FromHours(2), sut.Find(progress, Now.AddHours(1)));
    }

    /// <summary>Management is throttled, but rows come: what came last is known to be late by so much.</summary>
    [Fact]
    public void Find_EndCannotBeLookedUpButEventsAreDone_IsNotOlderThanTheLastOfThem()
    {
        var progress = Rows.Progress(position: 9);
        var sut = Create(Seen(9));
        sut.Failed();
        _time.Advance(TimeSpan.FromMinutes(10));
        progress.Complete(Rows.Event(progress, 10));
        var now = DateTimeOffset.UnixEpoch.AddSeconds(10 + 3);
        Assert.Equal(TimeSpan.FromSeconds(3), sut.Find(progress, now));
        Assert.Equal(TimeSpan.FromMinutes(10), sut.FindUnknown(progress));
    }

    /// <summary>The end moves on with each look, but what was there at the first one is still not in a blob.</summary>
    [Fact]
    public void Find_ReaderIsBlindWhileProducersSend_GrowsFromTheFirstEventThatWasSeen()
    {
        var progress = Rows.Progress(position: 9);
        var sut = Create(Seen(10, LastStored));
        sut.Saw(Seen(500, LastStored.AddHours(1)));
        Assert.Equal(TimeSpan.FromHours(1), sut.Find(progress, LastStored.AddHours(1)));

        for (long sequence = 10; sequence <= 500; sequence++)
        {
            progress.Complete(Rows.Event(progress, sequence));
        }

        Assert.Equal(TimeSpan.Zero, sut.Find(progress, LastStored.AddHours(1)));
    }

    [Fact]
    public void Find_HubMadeAnew_WhatWasWaitedForIsForgotten()
    {
        var sut = Create(Seen(500));
        sut.Saw(Seen(3, Now));
        Assert.Equal(TimeSpan.Zero, sut.Find(Rows.Progress(position: 3), Now));
    }

    [Fact]
    public void Find_WhatWasWaitedForHasExpired_IsForgotten()
    {
        var sut = Create(Seen(500));
        sut.Saw(Seen(500) with { IsEmpty = true });
        Assert.Equal(TimeSpan.Zero, sut.Find(Rows.Progress(position: 3), Now));
    }

    [Fact]
    public void Notice_TheSameAnswerAgain_IsNoNews()
    {
        var answer = Seen(9);
        var sut = Create(answer);
        _time.Advance(TimeSpan.FromMinutes(1));
        sut.Notice(answer);
        Assert.Equal(TimeSpan.FromMinutes(1), sut.LookAge);
        sut.Notice(Seen(9));
        Assert.Equal(TimeSpan.Zero, sut.LookAge);
    }

    [Fact]
    public void HubTime_EventSeen_IsItsTimeMovedOn()
    {
        var sut = Create(Seen(9));
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(LastStored.AddSeconds(7), sut.HubTime);
        Assert.Null(Create(null).HubTime);
    }

    private PartitionLag Create(PartitionProperties? seen)
    {
        var sut = new PartitionLag(LookHolds, _time);
        sut.Notice(seen);
        return sut;
    }

    private static PartitionProperties Seen(long last, DateTimeOffset? stored = null) =>
        new("0", 0, last, "0", stored ?? LastStored, IsEmpty: false);
}
