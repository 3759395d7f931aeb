using System.Diagnostics;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Ids;

/// <summary>Where a correlation id comes from when <c>Collect</c> is given none.</summary>
[Trait("Level", "Unit")]
public sealed class CorrelationIdSourceTests
{
    private readonly TestProcess _process = new();

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("code", null, "code")]
    [InlineData(null, "baggage", "baggage")]
    [InlineData("", "baggage", "baggage")]
    [InlineData("code", "baggage", "code")]
    public async Task Collect_GivenNone_TakesThatOfTheCodeElseOfTheBaggage(
        string? code,
        string? baggage,
        string expected
    )
    {
        _process.Options.CorrelationIdSource = () => code;
        _process.Environment["ModelData__CorrelationIdBaggage"] = "order";
        await using ModelDataCollector inputs = _process.Collector("inputs");
        using Activity activity = new Activity("work").Start();
        activity.AddBaggage("other", "wrong");
        if (baggage is not null)
        {
            activity.AddBaggage("order", baggage);
        }

        CollectionContext context = inputs.Collect([1.0]);
        Assert.Equal(expected, context.CorrelationId);
        Assert.Equal(expected, inputs.Collect([1.0], CollectionContext.New()).CorrelationId);
        Assert.Equal(expected, inputs.CollectRows<double>([1.0], 1).CorrelationId);
        Assert.Equal(expected, inputs.StartRow().Collect().CorrelationId);
        Assert.Equal("given", inputs.Collect([1.0], "given").CorrelationId);
        Assert.Equal("given", inputs.Collect([1.0], CollectionContext.New("given")).CorrelationId);
        // What has begun keeps what it has.
        CollectionContext begun = new(_process.Clock.GetUtcNow(), Guid.NewGuid());
        Assert.Equal("", inputs.Collect([1.0], begun).CorrelationId);
        using (CollectionContext.Begin())
        {
            Assert.Equal(expected, inputs.Collect([1.0]).CorrelationId);
        }
    }

    [Fact]
    public async Task Collect_TheCodeThrows_TheRowIsTakenAndItIsSaidOnce()
    {
        _process.Options.CorrelationIdSource = () => throw new InvalidOperationException("no request");
        await using ModelDataCollector inputs = _process.Collector("inputs");
        Assert.Equal("", inputs.Collect([1.0]).CorrelationId);
        inputs.Collect([1.0]);

        Assert.Equal(2, inputs.Statistics.Enqueued);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.CorrelationIdFailed));
    }

    [Fact]
    public async Task Collect_Off_DoesNotAsk()
    {
        int asked = 0;
        _process.Options.Enabled = false;
        _process.Options.CorrelationIdSource = () => $"{++asked}";
        await using ModelDataCollector inputs = _process.Collector("inputs");
        inputs.Collect([1.0]);

        Assert.Equal(0, asked);
    }
}
