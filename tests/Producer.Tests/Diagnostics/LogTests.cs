using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Sending;

namespace ModelData.Producer.Tests.Diagnostics;

/// <summary>The application's log, whatever it does; and what is said where there is none.</summary>
[Trait("Level", "Unit")]
public sealed class LogTests
{
    private readonly TestProcess _process = new();

    [Theory]
    [InlineData("CreateLogger")]
    [InlineData("IsEnabled")]
    [InlineData("Log")]
    public async Task Collect_LogThrows_RowsAreSentAndCountedAsEver(string place)
    {
        // Recovers, is given up, is lost and goes on under a fresh id, is divided: every entry of a lane.
        _process.Hub.Script = (attempt, _) =>
            attempt switch
            {
                1 => Fate.Busy,
                3 => Fate.Rejected,
                4 => Fate.LostAnswerFinal,
                5 => Fate.TooLarge,
                _ => Fate.Accepted,
            };
        ModelDataCollector collector = Create(new ThrowingLog(place), featureNames: ["number"]);
        for (int i = 0; i < 6; i++)
        {
            collector.Collect([1.0, 2.0]);
            collector.Collect([(double)i]);
            await _process.FlushAsync(collector);
        }
        collector.Collect(["text"]);
        await _process.FlushAsync(collector);

        await collector.CloseAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);

        Assert.Equal(new CollectorStatistics(7, 4, 2, 1, 0, 6), collector.Statistics);
        Assert.True(_process.Hub.IsDisposed);
    }

    [Fact]
    public async Task New_OffOrBrokenAndTheLogThrows_Collects()
    {
        _process.Options.Enabled = null;
        _process.Environment["ModelData__Linger"] = "10";
        await using ModelDataCollector collector = Create(new ThrowingLog("Log"));

        Assert.True(collector.Collect([1.0]).IsEmpty);
    }

    [Fact]
    public async Task New_Off_IsSaidOnceOnStandardError()
    {
        StringWriter output = new();
        StandardErrorLog log = new(output);
        _process.Options.Enabled = null;
        await using ModelDataCollector inputs = Create(log, "inputs");
        await using ModelDataCollector predictions = Create(log, "predictions");

        string line = Assert.Single(Lines(output));
        Assert.StartsWith("ModelData: Model data collection is off", line, StringComparison.Ordinal);
        Assert.Contains("ModelData__Enabled", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "ModelData: Model data collection is on and connected to the event hub.")]
    [InlineData(
        false,
        "ModelData: Model data collection is on, but no rows get through: The event hub does not exist. Set "
    )]
    public async Task New_On_HowItWentIsSaidOnceOnStandardErrorWithoutARow(bool isWell, string said)
    {
        if (!isWell)
        {
            _process.Hub.Open = static () =>
                Task.FromException(new HubException(HubFailureReason.ResourceNotFound, false, "no"));
        }
        StringWriter output = new();
        StandardErrorLog log = new(output);
        CollectorEnvironment environment = _process.ForCollectors with { Loggers = log };
        foreach (string identifier in (string[])["inputs", "predictions"])
        {
            CollectorDefinition definition = new("m", identifier, null, null, null, null, null);
            ModelDataCollector collector = new(definition, _process.Options, environment);
            await Wait.UntilAsync(
                () => collector.Status.State is CollectionState.Sending or CollectionState.Refused,
                "the hub has answered"
            );
            await collector.DisposeAsync();
        }

        Assert.StartsWith(said, Assert.Single(Lines(output)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ModelData__Linger", "10", "ModelData__Linger is '10'")]
    [InlineData("ModelData__EventHubs__ConnectionString", "nonsense", "the connection cannot be made")]
    [InlineData("ModelData__Enabeld", "true", "did you mean ModelData__Enabled?")]
    public async Task New_SomethingIsWrong_IsSaidOnceOnStandardError(string name, string text, string said)
    {
        StringWriter output = new();
        StandardErrorLog log = new(output);
        ModelDataCollectorOptions options = new() { Enabled = name == "ModelData__Enabeld" ? false : true };
        CollectorEnvironment environment = new()
        {
            Loggers = log,
            Pipelines = new PipelineRegistry(),
            ReadVariables = () => [KeyValuePair.Create(name, text)],
        };
        foreach (string identifier in (string[])["inputs", "predictions"])
        {
            CollectorDefinition definition = new("m", identifier, null, null, null, null, null);
            await using ModelDataCollector collector = new(definition, options, environment);
            Assert.False(collector.IsEnabled);
        }

        Assert.Single(Lines(output), it => it.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Collect_NoLog_TroubleIsSaidOncePerReasonAndWorkIsNot()
    {
        StringWriter output = new();
        _process.Hub.Script = (attempt, _) => attempt <= 6 ? Fate.Busy : Fate.Accepted;
        ModelDataCollector collector = Create(new StandardErrorLog(output), featureNames: ["number"]);
        for (int i = 0; i < 3; i++)
        {
            collector.Collect([1.0, 2.0]);
            collector.Collect(new byte[1]);
            collector.Collect([1.0]);
            await _process.FlushAsync(collector);
        }
        await collector.DisposeAsync();

        string[] lines = Lines(output);
        Assert.Equal(5, lines.Length);
        Assert.Contains(
            lines,
            line => line.EndsWith("is on and connected to the event hub.", StringComparison.Ordinal)
        );
        Assert.Contains(lines, line => line.Contains("no rows get through", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line =>
                line.Contains("1 values where", StringComparison.Ordinal)
                || line.Contains("2 values where", StringComparison.Ordinal)
        );
        Assert.Contains(lines, line => line.Contains("bytes", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("was not accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_OneWithoutALogBefore_DoesNotSilenceTheOthers()
    {
        _process.Hub.Script = (_, _) => Fate.Rejected;
        await using ModelDataCollector silent = Create(new CapturingLoggerFactory(), "inputs");
        await using ModelDataCollector collector = Create(_process.Log, "predictions");
        collector.Collect([1.0]);
        await _process.FlushAsync(collector);

        Assert.Equal(1, _process.Log.Count(ProducerEventIds.BatchGivenUp));
    }

    [Fact]
    public async Task CloseAsync_RowsAreLost_IsAWarning()
    {
        _process.Hub.Script = (_, _) => Fate.Hangs;
        ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        await Wait.UntilAsync(
            collector.CloseAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken),
            () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
        );

        Assert.Contains(
            _process.Log.Entries,
            it => it.Id == ProducerEventIds.ClosedWithLoss && it.Level == LogLevel.Warning
        );
    }

    private static string[] Lines(StringWriter output) =>
        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private ModelDataCollector Create(
        ILoggerFactory log,
        string identifier = "inputs",
        IReadOnlyList<string>? featureNames = null
    ) =>
        new(
            new CollectorDefinition("best_model", identifier, featureNames, null, null, null, null),
            _process.Options,
            _process.ForCollectors with
            {
                Loggers = log,
            }
        );
}
