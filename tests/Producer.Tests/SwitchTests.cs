using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests;

[Trait("Level", "Unit")]
public sealed class SwitchTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_Off_GivesBackWhatItWasGivenAndOneHintAndNothingElse()
    {
        _process.Options.Enabled = null;
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        CollectionContext context = inputs.Collect([1.0], "order");
        Assert.Equal(context, predictions.Collect([2.0], context));
        RowBuilder row = inputs.StartRow();
        row.Add(1.0);
        row.Collect();
        inputs.Collect(new byte[1]);

        Assert.False(inputs.IsEnabled);
        Assert.Equal("order", context.CorrelationId);
        Assert.Equal(Guid.Empty, context.RequestId);
        Assert.Equal(context, inputs.StartRow(context).Collect());
        Assert.Equal(default, inputs.Statistics);
        Assert.Equal(
            new FlushResult(FlushStatus.Off, 0, 0),
            await inputs.FlushAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.CollectionOff));
        Assert.Equal(0, _process.Hub.Attempts);
    }

    [Theory]
    [InlineData("true", null, true)]
    [InlineData("TRUE", null, true)]
    [InlineData("false", null, false)]
    [InlineData("1", null, false)]
    [InlineData(null, null, false)]
    [InlineData("true", false, false)]
    [InlineData("false", true, true)]
    public async Task IsEnabled_ByEnvironmentAndOption_OptionWins(string? variable, bool? option, bool expected)
    {
        if (variable is not null)
        {
            _process.Environment["AML_MODEL_DC_STORAGE_ENABLED"] = variable;
        }
        _process.Options.Enabled = option;
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(expected, collector.IsEnabled);
    }

    [Fact]
    public async Task Collect_OffButDebugging_PrintsRows()
    {
        _process.Options.Enabled = false;
        _process.Environment["AML_MODEL_DC_DEBUG"] = "true";
        await using ModelDataCollector collector = _process.Collector(featureNames: ["age", "colour"]);
        CollectionContext context = new(default, new Guid("00112233-4455-6677-8899-aabbccddeeff"));
        collector.Collect([34, "red"], context);
        collector.Collect([35, "blue"], context);

        const string path = "default/default/default/default/best_model/default/inputs: ";
        const string stamp = "2026-11-23T12:00:00.000000Z,,00112233-4455-6677-8899-aabbccddeeff,";
        Assert.Equal(
            $"{path}$Timestamp,$CorrelationId,$RequestId,age,colour\n{path}{stamp}34,red\n{path}{stamp}35,blue\n",
            _process.Output.ToString()
        );
        Assert.Equal(0, collector.Statistics.Enqueued);
    }

    [Fact]
    public async Task Collect_OnAndDebugging_PrintsAndSends()
    {
        _process.Options.Debug = true;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        await _process.FlushAsync(collector);

        Assert.Contains("feature_0", _process.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, collector.Statistics.Sent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Endpoint=;SharedAccessKey=verysecret")]
    [InlineData("verysecret")]
    public async Task Collect_UnusableConnectionString_OneErrorAndScoringGoesOn(string? connectionString)
    {
        _process.Options.EventHubs.ConnectionString = connectionString;
        CollectorEnvironment environment = _process.ForCollectors with { CreateSender = null };
        await using ModelDataCollector inputs = Create("inputs");
        await using ModelDataCollector predictions = Create("predictions");
        inputs.Collect([1.0]);

        Assert.False(inputs.IsEnabled);
        (int Id, LogLevel Level, string Text) entry = Assert.Single(_process.Log.Entries);
        Assert.Equal((ProducerEventIds.ConnectionBroken, LogLevel.Error), (entry.Id, entry.Level));
        Assert.DoesNotContain("verysecret", entry.Text, StringComparison.Ordinal);

        ModelDataCollector Create(string identifier) =>
            new(new CollectorDefinition("m", identifier, null, null, null, null, null), _process.Options, environment);
    }

    [Fact]
    public async Task New_ConnectionFromTheEnvironment_IsUsed()
    {
        _process.Options.EventHubs.ConnectionString = null;
        _process.Environment["ModelData__EventHubs__ConnectionString"] =
            "Endpoint=sb://example.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=a2V5";
        _process.Environment["ModelData__EventHubs__HubName"] = "rows";
        await using ModelDataCollector collector = new(
            new CollectorDefinition("m", "inputs", null, null, null, null, null),
            _process.Options,
            _process.ForCollectors with
            {
                CreateSender = null,
            }
        );

        Assert.True(collector.IsEnabled);
        Assert.Contains(
            _process.Log.Entries,
            entry => entry.Text.Contains("event hub rows in example", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task New_EqualOptions_ShareOneConnectionAndOneRing()
    {
        await using ModelDataCollector one = _process.Collector("inputs");
        await using ModelDataCollector same = _process.Collector("predictions");
        _process.Options.Linger = TimeSpan.FromSeconds(2);
        await using ModelDataCollector other = _process.Collector("labels");

        Assert.Same(one.Pipeline, same.Pipeline);
        Assert.NotSame(one.Pipeline, other.Pipeline);
    }

    [Fact]
    public void New_NamesFromArgumentsElseFromOptions()
    {
        ModelDataCollectorOptions options = new()
        {
            Workspace = "sub/group/space",
            WebServiceName = "shop",
            ModelVersion = "7",
        };
        ModelDataCollector fromOptions = new("best_model", options: options);
        ModelDataCollector fromArguments = new("best_model", "inputs", null, "a/b/c", "d", "8", options: options);

        Assert.Equal("sub/group/space/shop/best_model/7/default", fromOptions.Address.Path);
        Assert.Equal("a/b/c/d/best_model/8/inputs", fromArguments.Address.Path);
        Assert.Equal("default/default/default/default/m/default/default", new ModelDataCollector("m").Address.Path);
    }

    [Theory]
    [InlineData("", "inputs", "a/b/c")]
    [InlineData("m", "", "a/b/c")]
    [InlineData("m", "inputs", "a/b")]
    public void New_IllegalNames_Throws(string model, string identifier, string workspace) =>
        Assert.Throws<ArgumentException>(() => new ModelDataCollector(model, identifier, null, workspace));

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "")]
    [InlineData("a", "$Timestamp")]
    public void New_IllegalFeatureNames_Throws(params string[] names) =>
        Assert.Throws<ArgumentException>(() => new ModelDataCollector("m", featureNames: names));
}
