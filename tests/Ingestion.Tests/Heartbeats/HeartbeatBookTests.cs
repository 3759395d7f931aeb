using ModelData.Ingestion.Reading.Heartbeats;

namespace ModelData.Ingestion.Tests.Heartbeats;

[Trait("Level", "Unit")]
[Trait("Topic", "Observing")]
public sealed class HeartbeatBookTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly HeartbeatBook _book = new();

    [Fact]
    public void Compose_ProducersOfAnAddress_AreAddedUp()
    {
        _book.Note(Beats.Of(1, total: new(10, 8, 1, 1, 0, 2, 0), recent: new(10, 8, 1, 1, 0, 2, 0)), Start);
        _book.Note(Beats.Of(2, state: "Refused", total: new(5, 0, 0, 0, 0, 0, 5)), Start);
        _book.Note(
            Beats.Of(1, total: new(20, 18, 1, 1, 0, 2, 0), recent: new(10, 10, 0, 0, 0, 0, 0)),
            Start.AddMinutes(1)
        );

        var report = _book.Compose("3");
        var address = Assert.Single(report.Addresses);
        Assert.Equal(("3", Start, Start.AddMinutes(1)), (report.Partition, report.Since, report.UpTo));
        Assert.Equal(
            (Beats.Address.Path, 2, 0, 4L, Start.AddMinutes(1)),
            (address.Path, address.Producers, address.Silent, address.RecentlyLost, address.LastAt)
        );
        Assert.Equal(new HeartbeatCounts(25, 18, 1, 1, 0, 2, 5), address.Total);
        Assert.Equal(
            [("Refused", 1), ("Sending", 1)],
            address.States.OrderBy(it => it.Key).Select(it => (it.Key, it.Value))
        );
        Assert.Equal([Beats.Id(1), Beats.Id(2)], address.Worst.Select(it => it.Id));
    }

    [Fact]
    public void Compose_Report_IsReadAsItWasWritten()
    {
        _book.Note(Beats.Of(1, recent: new(1, 0, 1, 0, 0, 0, 0)), Start);
        var written = _book.Compose("0");

        Assert.True(HeartbeatReport.TryRead(written.ToJson(), out var read));
        Assert.Equal(written.ToJson(), read.ToJson());
        Assert.False(HeartbeatReport.TryRead("{\"version\":2}"u8, out _));
        Assert.False(HeartbeatReport.TryRead("[1"u8, out _));
    }

    [Fact]
    public void Compose_ProducerMissesThree_IsSilentAndLaterForgotten()
    {
        _book.Note(Beats.Of(1), Start);
        foreach (int minute in Enumerable.Range(0, 4))
        {
            _book.Note(Beats.Of(2), Start.AddMinutes(minute));
        }
        Assert.Equal((2, 0), Counted());

        _book.Note(Beats.Of(2), Start.AddMinutes(4));
        Assert.Equal((2, 1), Counted());
        Assert.True(Assert.Single(Assert.Single(_book.Compose("0").Addresses).Worst).IsSilent);

        _book.Note(Beats.Of(2), Start.AddMinutes(61));
        Assert.Equal((1, 0), Counted());
    }

    [Fact]
    public void Compose_ProducerThatSpeaksRarely_IsNotSilentBefore()
    {
        _book.Note(Beats.Of(1) with { Interval = TimeSpan.FromHours(2) }, Start);
        _book.Note(Beats.Of(2), Start.AddHours(5));
        Assert.Equal((2, 0), Counted());

        _book.Note(Beats.Of(2), Start.AddHours(7));
        Assert.Equal((1, 0), Counted());
    }

    [Fact]
    public void Compose_ProducerHasEnded_IsNotCountedButItsLossesAre()
    {
        _book.Note(Beats.Of(1), Start);
        _book.Note(Beats.Of(2, state: Heartbeat.Ended, recent: new(9, 0, 9, 0, 0, 0, 0)), Start);
        Assert.Equal((1, 0), Counted());
        Assert.Equal(9, Assert.Single(_book.Compose("0").Addresses).RecentlyLost);

        _book.Note(Beats.Of(1), Start.AddMinutes(21));
        Assert.Equal(0, Assert.Single(_book.Compose("0").Addresses).RecentlyLost);
    }

    [Fact]
    public void Compose_AllHaveEnded_NothingIsLeft()
    {
        _book.Note(Beats.Of(1, state: Heartbeat.Ended), Start);
        _book.Note(Beats.Of(2, identifier: "labels", state: Heartbeat.Ended), Start.AddMinutes(21));
        Assert.Equal("labels", Assert.Single(_book.Compose("0").Addresses).Path.Split('/')[^1]);
    }

    [Fact]
    public void Note_MoreProducersThanThereIsRoomFor_AreSumsOfTheirService()
    {
        var book = new HeartbeatBook(mostProducers: 3, mostServices: 2);
        for (int i = 0; i < 10; i++)
        {
            book.Note(Beats.Of(i, service: $"s{i % 4}", recent: new(7, 0, 7, 0, 0, 0, 0)), Start);
        }

        var report = book.Compose("0");
        Assert.Equal(3, report.Addresses.Sum(it => it.Producers));
        Assert.Equal(
            [("*", 3L, 21L), ("s0", 2L, 14L), ("s3", 2L, 14L)],
            report.Uncounted.Select(it => (it.Service, it.Heartbeats, it.RecentlyLost))
        );
        // Nobody who is known gives way to a stranger.
        book.Note(Beats.Of(0, service: "s0", recent: new(1, 0, 1, 0, 0, 0, 0)), Start.AddMinutes(1));
        Assert.Equal(8, book.Compose("0").Addresses.Single(it => it.Path.Contains("/s0/")).RecentlyLost);
    }

    [Fact]
    public void Note_TenThousandProducers_AreKeptOneByOneInLittleMemory()
    {
        for (int i = 0; i < HeartbeatBook.MostProducers; i++)
        {
            _book.Note(Beats.Of(i), Start);
        }
        _book.Note(Beats.Of(HeartbeatBook.MostProducers), Start);

        var report = _book.Compose("0");
        Assert.Equal(10_000, Assert.Single(report.Addresses).Producers);
        Assert.Equal(1, Assert.Single(report.Uncounted).Heartbeats);
        Assert.InRange(report.ToJson().Length, 100, 4_000);
    }

    private (int Producers, int Silent) Counted()
    {
        var address = Assert.Single(_book.Compose("0").Addresses);
        return (address.Producers, address.Silent);
    }
}
