using System.Globalization;
using CsCheck;

namespace ModelData.Producer.Tests;

[Trait("Level", "Unit")]
public sealed class CollectionContextTests
{
    [Fact]
    public void Parse_AnyContextAsText_IsTheSameContext()
    {
        Gen.Select(Gen.DateTimeOffset, Gen.Guid, Gen.OneOf(Gen.String, Gen.Const("")))
            .Where((_, _, text) => !text.Any(char.IsSurrogate))
            .Sample(
                (time, request, correlation) =>
                {
                    CollectionContext context = new(time, request, correlation);
                    string text = context.ToString();
                    Assert.Equal(context, CollectionContext.Parse(text));
                    Assert.All(text, letter => Assert.InRange(letter, '!', '~'));
                }
            );
    }

    [Fact]
    public void ToString_KnownContext_IsTheDocumentedText()
    {
        CollectionContext context = new(
            new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero).AddTicks(19),
            new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            "a b.c"
        );
        Assert.Equal("1.1795435200000001.00112233445566778899aabbccddeeff.a%20b.c", context.ToString());
        Assert.Equal(new DateOnly(2026, 11, 23), context.ScoringDay);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1795435200000001)]
    [InlineData(-62135596800000000)]
    public void ToString_Decided_IsReadBackAndReadByFormerReleasesAsTheSameTime(long micros)
    {
        CollectionContext context = new(
            DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond),
            new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            "a.b"
        );
        foreach (CollectionDecision decision in Enum.GetValues<CollectionDecision>())
        {
            string text = context.DecidedAs(decision).ToString();
            CollectionContext read = CollectionContext.Parse(text);

            Assert.Equal((context, decision), (read, read.Decision));
            // As they read it.
            Assert.Equal(
                micros,
                long.Parse(text.Split('.')[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            );
        }
    }

    [Theory]
    [InlineData(0xFEUL, null, null, "2.1795435200000000.00112233445566778899aabbccddeeff.00000000000000fe.")]
    [InlineData(null, 0, null, "2.1795435200000000.00112233445566778899aabbccddeeff..0")]
    [InlineData(
        ulong.MaxValue,
        7,
        "a b.c",
        "2.1795435200000000.00112233445566778899aabbccddeeff.ffffffffffffffff.7.a%20b.c"
    )]
    public void ToString_HashOrRow_IsTheSecondFormAndIsReadBack(ulong? hash, int? row, string? correlation, string text)
    {
        CollectionContext context = new(
            new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero),
            new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            correlation
        );
        context = hash is { } bits ? context.SampledBy(bits) : context;
        context = row is { } number ? context.Row(number) : context;
        CollectionContext read = CollectionContext.Parse(context.ToString());

        Assert.Equal(text, context.ToString());
        Assert.Equal((context, hash, row), (read, read.SampleHash, read.RowId));
        Assert.Equal(row is null, read.Equals(new CollectionContext(read.Timestamp, read.RequestId, correlation)));
        Assert.Equal((hash, 9), (read.Row(9).SampleHash, read.Row(9).RowId));
        foreach (CollectionDecision decision in Enum.GetValues<CollectionDecision>())
        {
            read = CollectionContext.Parse(context.DecidedAs(decision).ToString());
            Assert.Equal((context, decision, hash, row), (read, read.Decision, read.SampleHash, read.RowId));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Row_NoPlaceOfARow_IsAnError(int row) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CollectionContext.New().Row(row));

    [Fact]
    public void Decision_OfDefaultAndOfNewContexts_IsOpen()
    {
        Assert.Equal(CollectionDecision.Open, default(CollectionContext).Decision);
        Assert.Equal(CollectionDecision.Open, new CollectionContext(DateTimeOffset.MaxValue, Guid.NewGuid()).Decision);
        Assert.Equal(
            CollectionDecision.Open,
            CollectionContext.Parse("1.1795435200000001.00112233445566778899aabbccddeeff").Decision
        );
    }

    [Theory]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff", "order-1")]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff", null)]
    [InlineData("00000000-0000-0000-0000-000000000000", "order-1")]
    public async Task Collect_ContextWithoutATime_KeepsTheIdsThatItHas(string requestId, string? correlationId)
    {
        CollectionContext given = new(default, Guid.Parse(requestId), correlationId);
        Assert.False(given.IsEmpty);
        Assert.Equal(given, CollectionContext.Parse(given.ToString()));

        Taken taken = await Taken.ByAsync(it => it.Collect([1.5], given));

        Assert.Equal(given.CorrelationId, taken.Context.CorrelationId);
        Assert.NotEqual(Guid.Empty, taken.Context.RequestId);
        Assert.True(given.RequestId == Guid.Empty || given.RequestId == taken.Context.RequestId);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero), taken.Context.Timestamp);
        Assert.Equal(
            $"2026-11-23T12:00:00.000000Z,{correlationId},{taken.Context.RequestId}",
            Assert.Single(taken.SystemColumns)
        );
    }

    [Fact]
    public async Task Collect_ContextWithATimeAndNoRequest_StaysAsItIs()
    {
        CollectionContext given = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), Guid.Empty, "order-1");
        Taken taken = await Taken.ByAsync(it => it.Collect([1.5], given));
        Assert.Equal(given, taken.Context);
    }

    [Fact]
    public async Task Collect_OutsideARequest_OnlyRowsOfOneContextShareAnId()
    {
        System.Diagnostics.Activity.Current = null;
        List<CollectionContext> contexts = [];
        Taken taken = await Taken.ByAsync(it =>
        {
            for (int i = 0; i < 100; i++)
            {
                contexts.Add(it.Collect([1.5]));
            }
            Assert.Equal(contexts[0], it.Collect([2.5], contexts[0]));
            Assert.Equal(contexts[0].RequestId, it.StartRow(contexts[0]).Collect().RequestId);
            return it.Collect([3.5], default(CollectionContext));
        });
        Assert.Equal(101, contexts.Append(taken.Context).Select(each => each.RequestId).Distinct().Count());
        Assert.DoesNotContain(contexts, each => each.RequestId == Guid.Empty);
        Assert.Equal(
            2,
            taken.SystemColumns.Count(each => each.EndsWith($"{contexts[0].RequestId}", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.2")]
    [InlineData("2.0.00112233445566778899aabbccddeeff")]
    [InlineData("1.x.00112233445566778899aabbccddeeff")]
    [InlineData("1.0.00112233")]
    [InlineData("2.0.00112233445566778899aabbccddeeff.1.")]
    [InlineData("2.0.00112233445566778899aabbccddeeff.0x000000000000fe.")]
    [InlineData("2.0.00112233445566778899aabbccddeeff..-1")]
    [InlineData("2.0.00112233445566778899aabbccddeeff..2147483647")]
    [InlineData("3.0.00112233445566778899aabbccddeeff")]
    [InlineData("1.9223372036854775807.00112233445566778899aabbccddeeff")]
    [InlineData("1.-9223372036854775808.00112233445566778899aabbccddeeff")]
    public void TryParse_ForeignText_SaysNo(string? text)
    {
        Assert.False(CollectionContext.TryParse(text, out CollectionContext context));
        Assert.True(context.IsEmpty);
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Gen.String.Sample(text =>
        {
            _ = CollectionContext.TryParse($"1.{text}", out _);
            _ = CollectionContext.TryParse($"2.0.00112233445566778899aabbccddeeff.{text}", out _);
        });
}
