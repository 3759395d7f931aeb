using System.Diagnostics;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Ids;

/// <summary>Contexts that are made before the first row, for one call or for a flow of code.</summary>
[Trait("Level", "Unit")]
public sealed class AmbientContextTests
{
    private readonly TestProcess _process = new();

    public AmbientContextTests() => Activity.Current = null;

    [Fact]
    public async Task New_PassedOn_HasOneRequestForAllAndTheTimeOfTheFirst()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");
        CollectionContext context = CollectionContext.New("order-17");
        CollectionContext begun = inputs.Collect([1.0], context);
        _process.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(begun, predictions.Collect([2.0], begun));
        Assert.Equal((context.RequestId, "order-17"), (begun.RequestId, begun.CorrelationId));
        Assert.Equal(new DateOnly(2026, 11, 23), begun.ScoringDay);
        Assert.NotEqual(Guid.Empty, context.RequestId);
        Assert.NotEqual(context.RequestId, CollectionContext.New().RequestId);
        Assert.Equal(context, CollectionContext.Parse(context.ToString()));
    }

    [Fact]
    public async Task Begin_CollectorsThatAreGivenNoContext_ShareIt()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");
        List<CollectionContext> contexts = [];
        using (CollectionContext.Begin("order-17"))
        {
            contexts.Add(inputs.Collect([1.0]));
            _process.Clock.Advance(TimeSpan.FromDays(1));
            contexts.Add(await CollectLaterAsync(predictions));
            contexts.Add(predictions.CollectRows<double>([2.0], 1));
            RowBuilder row = predictions.StartRow();
            row.Add(3.0);
            contexts.Add(row.Collect());
            contexts.Add(predictions.Collect((object)new[] { 4.0 }));
            contexts.Add(predictions.Collect([5.0], default(CollectionContext)));
        }

        Assert.Single(contexts.Distinct());
        Assert.Equal("order-17", contexts[0].CorrelationId);
        Assert.NotEqual(contexts[0].RequestId, inputs.Collect([1.0]).RequestId);
        await _process.FlushAsync(inputs);
        await _process.FlushAsync(predictions);
        Assert.Equal(
            [("2026-11-23", 6), ("2026-11-24", 1)],
            _process.Hub.Distinct.GroupBy(it => it.Day).Select(it => (it.Key, it.Sum(each => each.RowCount))).Order()
        );
        Assert.Equal(0, predictions.Statistics.Refused);
    }

    [Fact]
    public async Task Begin_WhatIsGivenToACall_GoesBeforeIt()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        CollectionContext other = inputs.Collect([0.0]);
        using (CollectionContext.Begin("order-17"))
        {
            CollectionContext ambient = inputs.Collect([1.0]);
            Assert.Equal(other, inputs.Collect([2.0], other));
            CollectionContext own = inputs.Collect([3.0], "own");
            Assert.Equal((ambient.RequestId, "own"), (own.RequestId, own.CorrelationId));
            Assert.Equal(ambient, inputs.Collect([4.0]));
        }
    }

    [Fact]
    public async Task Begin_InARequest_HasItsId()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.SetParentId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Start();
        CollectionContext outside = inputs.Collect([1.0]);
        using (CollectionContext.Begin())
        {
            Assert.Equal(outside.RequestId, inputs.Collect([1.0]).RequestId);
        }
    }

    [Fact]
    public async Task Begin_Nested_TheOuterOneHoldsAgain()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        using (CollectionContext.Begin("outer"))
        {
            Guid outer = inputs.Collect([1.0]).RequestId;
            IDisposable inner = CollectionContext.Begin("inner");
            Assert.NotEqual(outer, inputs.Collect([1.0]).RequestId);
            inner.Dispose();
            Assert.Equal(outer, inputs.Collect([1.0]).RequestId);
            inner.Dispose();
            Assert.Equal(outer, inputs.Collect([1.0]).RequestId);
        }
        Assert.Equal("", inputs.Collect([1.0]).CorrelationId);
    }

    [Fact]
    public async Task Begin_OuterOneEndsFirst_NeitherHoldsAfterwards()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        IDisposable outer = CollectionContext.Begin("outer");
        IDisposable inner = CollectionContext.Begin("inner");
        outer.Dispose();
        Assert.Equal("inner", inputs.Collect([1.0]).CorrelationId);
        inner.Dispose();
        Assert.Equal("", inputs.Collect([1.0]).CorrelationId);
    }

    [Fact]
    public async Task Begin_ManyAtOnce_EachFlowHasItsOwnAndItsTasksShareIt()
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        Guid[][] ids = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            using (CollectionContext.Begin())
                            {
                                await Task.Yield();
                                return await Task.WhenAll(
                                    Enumerable.Range(0, 4).Select(_ => Task.Run(() => inputs.Collect([1.0]).RequestId))
                                );
                            }
                        },
                        TestContext.Current.CancellationToken
                    )
                )
        );

        Assert.All(ids, it => Assert.Single(it.Distinct()));
        Assert.Equal(50, ids.Select(it => it[0]).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Begin_FirstCollector_DecidesForAll(bool isOnFirst)
    {
        _process.Options.Enabled = null;
        await using ModelDataCollector off = _process.Collector("inputs");
        _process.Options.Enabled = true;
        await using ModelDataCollector on = _process.Collector("predictions");
        using (CollectionContext.Begin("order-17"))
        {
            if (isOnFirst)
            {
                on.Collect([1.0]);
            }
            CollectionContext context = off.Collect([1.0]);
            Assert.Equal("order-17", context.CorrelationId);
            Assert.Equal("own", off.Collect([1.0], "own").CorrelationId);
            Assert.Equal(isOnFirst, context.RequestId != Guid.Empty);
            on.Collect([2.0]);
            on.CollectRows<double>([2.0], 1);
        }
        Assert.Equal(isOnFirst ? 3 : 0, on.Statistics.Enqueued);
        Assert.Equal(0, on.Statistics.Refused);
    }

    [Fact]
    public async Task Begin_SampledByAColumn_TheFirstRowDecidesForAll()
    {
        _process.Options.Sampling = new(0.5m, "customer");
        await using ModelDataCollector inputs = _process.Collector("inputs", ["customer"]);
        await using ModelDataCollector predictions = _process.Collector("predictions");
        for (int i = 0; i < 100; i++)
        {
            using (CollectionContext.Begin())
            {
                inputs.Collect([$"customer {i}"]);
                predictions.Collect([(double)i]);
            }
            Assert.Equal(inputs.Statistics.Enqueued, predictions.Statistics.Enqueued);
        }
        Assert.InRange(inputs.Statistics.Enqueued, 20, 80);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SampleKeyMissing));
    }

    [Theory]
    [InlineData("nothing", 1)]
    [InlineData("one identifier", 0)]
    [InlineData("contexts", 0)]
    [InlineData("ambient", 0)]
    [InlineData("correlation", 0)]
    [InlineData("request", 0)]
    [InlineData("new", 0)]
    [InlineData("rows", 1)]
    public async Task Collect_RowsThatJoinNothing_AreNamedOnceWithTheMend(string how, int expected)
    {
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector(
            how == "one identifier" ? "inputs" : "predictions"
        );
        using Activity request = new("request");
        if (how == "request")
        {
            request.SetParentId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Start();
        }
        using IDisposable? scope = how == "ambient" ? CollectionContext.Begin() : null;
        for (int i = 0; i < 3; i++)
        {
            string? id = how == "correlation" ? $"order-{i}" : null;
            CollectionContext context =
                how == "new" ? inputs.Collect([1.0], CollectionContext.New()) : inputs.Collect([1.0], id);
            if (how is "contexts" or "new")
            {
                predictions.Collect([2.0], context);
            }
            else if (how == "rows")
            {
                predictions.CollectRows<double>([2.0], 1);
            }
            else
            {
                predictions.Collect([2.0], id);
            }
        }

        Assert.Equal(expected, _process.Log.Count(ProducerEventIds.RowsJoinNothing));
        if (expected > 0)
        {
            string said = _process.Log.Entries.Single(it => it.Id == ProducerEventIds.RowsJoinNothing).Text;
            Assert.Contains("using (CollectionContext.Begin())", said, StringComparison.Ordinal);
            Assert.Contains("predictions and inputs of the same model", said, StringComparison.Ordinal);
        }
    }

    private static async Task<CollectionContext> CollectLaterAsync(ModelDataCollector collector)
    {
        await Task.Yield();
        return collector.Collect([2.0]);
    }
}
