namespace ModelData.Producer.Tests.Ids;

/// <summary>The columns of the later releases of the Azure Machine Learning SDK.</summary>
[Trait("Level", "Unit")]
public sealed class CorrelationColumnsTests
{
    private const string Names =
        "$aml_dc_correlation_id,$aml_dc_scoring_timestamp,$aml_dc_boundary,$aml_workspace,$aml_service_name,$aml_model_name,"
        + "$aml_model_version,$aml_request_id";

    private static readonly Guid Request = new("00112233-4455-6677-8899-aabbccddeeff");

    private readonly TestProcess _process = new();

    [Theory]
    [InlineData(null, "inputs", false)]
    [InlineData("None", "inputs", false)]
    [InlineData("Reference", "inputs", true)]
    [InlineData("reference", "predictions", false)]
    [InlineData("Extended", "inputs", true)]
    [InlineData("Extended", "predictions", true)]
    public async Task Columns_ByOption_StandBehindTheFeatures(string? option, string identifier, bool expected)
    {
        if (option is not null)
        {
            _process.Environment["ModelData__CorrelationColumns"] = option;
        }
        await using ModelDataCollector collector = _process.Collector(identifier, ["age", "city"]);
        collector.Collect([34, "Oslo"]);
        await _process.FlushAsync(collector);

        StoredEvent stored = Assert.Single(_process.Hub.Stored);
        Assert.Equal($"$Timestamp,$CorrelationId,$RequestId,age,city{(expected ? $",{Names}" : "")}", stored.Header);
        Assert.Equal(expected ? "isstisssss" : "is", stored.ColumnTypes);
    }

    [Fact]
    public async Task Extended_RowsOfOneContext_HaveEqualValues()
    {
        _process.Options.CorrelationColumns = CorrelationColumns.Extended;
        _process.Options.RowIds = true;
        await using ModelDataCollector inputs = _process.Collector("inputs", ["age"]);
        await using ModelDataCollector labels = _process.Collector("labels", ["paid"]);
        CollectionContext context = inputs.Collect(
            new double[,]
            {
                { 1 },
                { 2 },
            },
            new CollectionContext(default, Request)
        );
        await _process.FlushAsync(inputs);
        _process.Clock.Advance(TimeSpan.FromHours(13));
        labels.Collect([true], CollectionContext.Parse(context.Row(1).ToString()));
        await _process.FlushAsync(labels);

        const string expected =
            "2026-11-23T12:00:00.000000Z,1440,default/default/default,default,best_model,default,"
            + "00112233-4455-6677-8899-aabbccddeeff";
        string[] rows = [.. _process.Hub.Rows.Select(StoredEvent.Features)];
        string id = rows[0].Split(',')[2];
        Assert.Equal([$"0,1,{id},{expected}", $"1,2,{id},{expected}", $"1,true,{id},{expected}"], rows);
        Assert.Equal(8, Guid.ParseExact(id, "D").Version);
        Assert.NotEqual(Request, Guid.Parse(id));
    }

    [Fact]
    public async Task CorrelationId_OfTheUser_StandsBeforeTheRest()
    {
        _process.Options.CorrelationColumns = CorrelationColumns.Reference;
        await using ModelDataCollector inputs = _process.Collector("inputs", ["age"]);
        string[] users = ["order \"17\"", new string('ø', 2000)];
        foreach (string user in users)
        {
            inputs.Collect([1.0], new CollectionContext(default, Request, user));
        }
        inputs.Collect([1.0], new CollectionContext(default, Request));
        inputs.Collect([1.0], new CollectionContext(default, Guid.NewGuid()));
        await _process.FlushAsync(inputs);

        string[] ids =
        [
            .. _process.Hub.Rows.Select(it =>
                it[(it.IndexOf(",1,", StringComparison.Ordinal) + 3)..].Split(",2026")[0]
            ),
        ];
        Assert.Equal($"\"order \"\"17\"\"-{ids[2]}\"", ids[0]);
        Assert.Equal($"{users[1]}-{ids[2]}", ids[1]);
        Assert.NotEqual(ids[2], ids[3]);
    }

    [Fact]
    public async Task Collect_WidestRow_IsRefusedWithTheMend()
    {
        _process.Options.CorrelationColumns = CorrelationColumns.Extended;
        _process.Options.RowIds = true;
        _process.Options.SampleRateColumn = true;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect(new double[4084]);
        collector.Collect(new double[4083]);
        await _process.FlushAsync(collector);

        Assert.Equal((1, 1), (collector.Statistics.Sent, collector.Statistics.Refused));
        Assert.Equal(4093, _process.Hub.Stored[0].ColumnTypes.Length);
        Assert.Contains(
            _process.Log.Entries,
            it => it.Text.Contains("at most 4083 (the options add $RowId, $SampleRate, $aml", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void New_TooManyNamesBesideThem_IsRefusedWithTheMend()
    {
        _process.Options.CorrelationColumns = CorrelationColumns.Extended;
        string[] names = [.. Enumerable.Range(0, 4086).Select(it => $"n{it}")];
        string message = Assert.Throws<ArgumentException>(() => _process.Collector(featureNames: names)).Message;
        Assert.Contains("or fewer", message, StringComparison.Ordinal);
    }
}
