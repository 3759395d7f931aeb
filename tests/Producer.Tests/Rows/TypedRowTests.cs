using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Rows;

/// <summary>Rows of types whose code is generated: names, types, order and values.</summary>
[Trait("Level", "Unit")]
public sealed class TypedRowTests
{
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_Record_IsARowOfItsProperties()
    {
        (string header, string types, string[] rows) = await CollectAsync<Applicant>(
            new(41.5, 52_000, Segment.Business),
            new(42, null, (Segment)9)
        );
        Assert.Equal("Age,income,Segment", header);
        Assert.Equal("dds", types);
        Assert.Equal(["41.5,52000,Business", "42,,9"], rows);
    }

    [Fact]
    public async Task Collect_ClassWithBaseAndObjects_IsSpreadByDottedNames()
    {
        (string header, string types, string[] rows) = await CollectAsync<Customer>(
            new()
            {
                Id = 1,
                Name = "Ada",
                Home = new("Bergen", null),
                Limits = new(0.5, 1.5),
                Bounds = new(2, 3),
            },
            new() { Id = 2, Name = "Bo" }
        );
        Assert.Equal("Id,Name,Rank,address.City,address.Zip,limits.Low,limits.High,Bounds.Low,Bounds.High", header);
        Assert.Equal("lsisidddd", types);
        Assert.Equal(["1,Ada,7,Bergen,,0.5,1.5,2,3", "2,Bo,7,,,,,0,0"], rows);
    }

    [Fact]
    public async Task Collect_EveryType_HasTheTextOfItsValue()
    {
        DateTimeOffset offset = new(Time, TimeSpan.Zero);
        Guid id = new("00112233-4455-6677-8899-aabbccddeeff");
        Everything row = new(
            true,
            'c',
            -1,
            2,
            -3,
            4,
            -5,
            6,
            -7,
            ulong.MaxValue,
            -9,
            (Half)0.5,
            0.1f,
            0.1,
            1.10m,
            "t",
            Time,
            offset.ToOffset(TimeSpan.FromHours(2)),
            new(2026, 1, 2),
            new(9, 30),
            TimeSpan.FromSeconds(1),
            id,
            new("http://example.org"),
            Int128.MinValue,
            UInt128.One,
            Segment.Retail
        );
        (string header, string types, string[] rows) = await CollectAsync(row);
        Assert.Equal("bsiiiiilldlffddsttssssssss", types);
        Assert.Equal(
            "true,c,-1,2,-3,4,-5,6,-7,18446744073709551615,-9,0.5,0.1,0.1,1.10,t,2026-01-02T03:04:05.000000Z,2026-01-02T03:04:05.000000Z,"
                + $"2026-01-02,09:30:00,00:00:01,{id},http://example.org,-170141183460469231731687303715884105728,1,Retail",
            rows.Single()
        );
        Assert.StartsWith("Boolean,Letter,SByte,", header, StringComparison.Ordinal);
        Assert.Equal("9:uint64,14:decimal,18:date,21:uuid", Exact());
    }

    [Fact]
    public async Task Collect_MissingValues_AreNullsOfTheirType()
    {
        (_, string types, string[] rows) = await CollectAsync(
            default,
            new Nothing
            {
                Segment = Segment.Retail,
                Decimal = 1.5m,
                Half = (Half)2,
                Big = 7,
            }
        );
        Assert.Equal("bdfdtssssss", types);
        Assert.Equal([",,,,,,,,,,", ",,2,1.5,,,,,,7,Retail"], rows);
        Assert.Null(_process.Hub.Stored.Single().Properties.GetValueOrDefault("modeldatauntyped"));
    }

    [Fact]
    public async Task Collect_DeclaredDecimal_IsRefusedWhereItDoesNotFit()
    {
        await using ModelDataCollector<Outer.Price> prices = Collector<Outer.Price>();
        prices.Collect([new(1234.56m, 1), new(-1.5m, 2), new(null, 3), new(1.000m, 4)]);
        prices.Collect(new Outer.Price(12345m, 5));
        prices.Collect(new Outer.Price(0.001m, 6));
        await _process.FlushAsync(prices.Untyped);
        Assert.Equal(["1234.56,1", "-1.5,2", ",3", "1.000,4"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal("0:decimal(6:2)", Exact());
        Assert.Equal(2, prices.Untyped.Statistics.Dropped);
        Assert.Contains(
            _process.Log.Entries,
            it =>
                it.Text.Contains(
                    "column decimal is of type decimal(6:2), and a value is of type Decimal that it does not hold"
                )
        );
    }

    [Fact]
    public async Task Collect_RowsWithContext_ShareIt()
    {
        await using ModelDataCollector<Applicant> applicants = Collector<Applicant>();
        Applicant one = new(1, 2, Segment.Retail);
        CollectionContext context = applicants.Collect(one, "order-1");
        CollectionContext[] all =
        [
            applicants.Collect(one, context),
            applicants.Collect([one], context),
            applicants.Collect(new List<Applicant> { one }, context),
            applicants.Collect(new[] { one }.Where(each => true), context),
            applicants.Collect(new Queue<Applicant>([one, one]), context),
        ];
        Assert.All(all, each => Assert.Equal(context, each));
        Assert.Equal("a", applicants.Collect([one], "a").CorrelationId);
        Assert.Equal("b", applicants.Collect(new[] { one }.Where(each => true), "b").CorrelationId);
        await _process.FlushAsync(applicants.Untyped);
        Assert.Equal(9, _process.Hub.Rows.Count);
        Assert.Equal(7, _process.Hub.Rows.Count(row => row.Split(',')[2] == context.RequestId.ToString()));
    }

    [Fact]
    public async Task Collect_WhatCannotBeRead_CostsThatRowAlone()
    {
        await using ModelDataCollector<Throwing> throwing = Collector<Throwing>();
        await using ModelDataCollector<Applicant> applicants = Collector<Applicant>("others");
        throwing.Collect(new Throwing(1));
        applicants.Collect((Applicant)null!);
        applicants.Collect([null!, new(1, 2, Segment.Retail)]);
        applicants.Collect((IEnumerable<Applicant>)null!);
        applicants.Collect([]);
        applicants.Collect(Endless(new Applicant(1, 2, Segment.Retail), throwAt: 3));
        await _process.FlushAsync(applicants.Untyped);
        Assert.Equal(4, _process.Hub.Rows.Count);
        Assert.Equal(1, Counters(throwing).Of(RefusalReason.Error));
        Assert.Equal(4, Counters(applicants).Of(RefusalReason.Empty));
        Assert.Equal(1, Counters(applicants).Of(RefusalReason.Error));
    }

    [Fact]
    public void Collect_EndlessSequence_StopsAtTheMostRows()
    {
        _process.Options.RingBytes = 1024 * 1024;
        using ModelDataCollector<Applicant> applicants = Collector<Applicant>();
        applicants.Collect(Endless(new Applicant(1, 2, Segment.Retail), throwAt: int.MaxValue));
        Assert.Equal(1, Counters(applicants).Of(RefusalReason.Endless));
    }

    [Fact]
    public async Task Collect_Off_GivesTheContextBack()
    {
        _process.Options.Enabled = false;
        await using ModelDataCollector<Applicant> applicants = Collector<Applicant>();
        CollectionContext context = applicants.Collect(new Applicant(1, 2, Segment.Retail), "order-1");
        Assert.Equal("order-1", context.CorrelationId);
        Assert.Equal(context, applicants.Collect([new Applicant(1, 2, Segment.Retail)], context));
        Assert.Equal(0, applicants.Untyped.Statistics.Enqueued);
    }

    private static IEnumerable<Applicant> Endless(Applicant row, int throwAt)
    {
        for (int i = 0; ; i++)
        {
            yield return i < throwAt ? row : throw new InvalidOperationException();
        }
    }

    private static RowCounters Counters<T>(ModelDataCollector<T> collector)
        where T : IModelDataRow<T> => ((ModelDataCollector)collector.Untyped).Counters;

    private string? Exact() =>
        (string?)
            _process
                .Hub.Stored.Single()
                .Properties.GetValueOrDefault(EventAttributes.Prefix + EventAttributes.ExactTypes);

    private ModelDataCollector<T> Collector<T>(string identifier = "inputs")
        where T : IModelDataRow<T> => _process.Collector<T>(identifier);

    private async Task<(string Header, string Types, string[] Rows)> CollectAsync<T>(params T[] rows)
        where T : IModelDataRow<T>
    {
        await using ModelDataCollector<T> collector = Collector<T>();
        foreach (T row in rows)
        {
            collector.Collect(row);
        }
        await _process.FlushAsync(collector.Untyped);
        Assert.Equal(new CollectorStatistics(rows.Length, rows.Length, 0, 0, 0, 0), collector.Untyped.Statistics);
        StoredEvent stored = _process.Hub.Stored.Single();
        return (
            StoredEvent.Features(stored.Header),
            stored.ColumnTypes,
            [.. _process.Hub.Rows.Select(StoredEvent.Features)]
        );
    }
}
