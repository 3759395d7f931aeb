using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Rows;

/// <summary>Typed rows go by the same settings as others: redaction, sampling, numbers.</summary>
[Trait("Level", "Unit")]
public sealed class TypedRowSettingsTests
{
    private static readonly Applicant[] Applicants =
    [
        new(41.5, 51_000, Segment.Business),
        new(22, null, Segment.Retail),
        new(63, 90_000, Segment.Retail),
    ];

    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_RedactedProperties_AreDroppedMaskedAndHashed()
    {
        _process.Options.RedactionKey = Convert.ToBase64String(new byte[32]);
        _process.Options.Redaction.Add(new("Age", RedactionMethod.Drop));
        _process.Options.Redaction.Add(new("income", RedactionMethod.Hash));
        _process.Options.Redaction.Add(new("Segment", RedactionMethod.Mask));
        await using ModelDataCollector<Applicant> collector = _process.Collector<Applicant>();
        collector.Collect(Applicants[0]);
        collector.Collect(Applicants[1]);
        await _process.FlushAsync(collector.Untyped);

        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,income,Segment", _process.Hub.Stored.First().Header);
        string[] rows = [.. _process.Hub.Rows.Select(StoredEvent.Features)];
        Assert.Matches("^[0-9a-f]{32},\\*\\*\\*$", rows[0]);
        Assert.Equal(",***", rows[1]);
    }

    [Fact]
    public async Task Collect_ManyRowsOneByOneAndInASequence_AreNumberedByTheirPlace()
    {
        _process.Options.RowIds = true;
        await using ModelDataCollector<Applicant> collector = _process.Collector<Applicant>();
        CollectionContext context = collector.Collect([.. Applicants]);
        collector.Collect(Applicants.Where(it => it.Age > 30));
        collector.Collect(Applicants[2], context.Row(2));
        await _process.FlushAsync(collector.Untyped);

        Assert.Equal(
            ["0", "1", "2", "0", "1", "2"],
            _process.Hub.Rows.Select(it => StoredEvent.Features(it).Split(',')[0])
        );
    }

    [Fact]
    public async Task Collect_SampledByAProperty_TheFirstRowDecidesForTheContext()
    {
        _process.Options.Sampling = new(0.5m, "income");
        await using ModelDataCollector<Applicant> inputs = _process.Collector<Applicant>();
        await using ModelDataCollector labels = _process.Collector("labels");
        for (int income = 0; income < 64; income++)
        {
            Applicant first = new(1, income, Segment.Retail);
            CollectionContext context = inputs.Collect([first, .. Applicants], correlationId: null);
            labels.Collect([true], context);
        }
        await _process.FlushAsync(inputs.Untyped);
        await _process.FlushAsync(labels);

        Assert.InRange(labels.Statistics.Sent, 16, 48);
        Assert.Equal(4 * labels.Statistics.Sent, inputs.Untyped.Statistics.Sent);
        Assert.Equal(4 * labels.Statistics.SampledOut, inputs.Untyped.Statistics.SampledOut);
    }

    [Fact]
    public async Task Collect_FirstRowNamesTheFeatures_TheColumnOfTheSampleIsFound()
    {
        _process.Options.Sampling = new(0.5m, "customer");
        await using ModelDataCollector inputs = _process.Collector();
        for (int customer = 0; customer < 64; customer++)
        {
            inputs.Collect((object)new Dictionary<string, object?> { ["age"] = 1.5, ["customer"] = customer % 2 });
        }
        await _process.FlushAsync(inputs);

        // Two customers: all rows of each or none.
        Assert.Contains(inputs.Statistics.Sent, new long[] { 0, 32, 64 });
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SampleKeyMissing));
    }
}
