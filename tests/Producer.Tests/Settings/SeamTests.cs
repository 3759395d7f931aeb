using Microsoft.Extensions.Logging;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Watching;

namespace ModelData.Producer.Tests.Settings;

/// <summary>What belongs together stays or goes together while collection is switched.</summary>
[Trait("Level", "Unit")]
public sealed class SeamTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Switch_ByOptionsUnderLoad_NoPredictionWithoutItsInputAndNoInputWithoutItsPrediction()
    {
        await using LiveHost host = new(
            _process,
            // The fake clock runs fast while a test waits.
            new() { ["ModelData:EventHubs:ConnectionString"] = "fake", ["ModelData:CloseTimeout"] = "01:00:00" }
        );
        ModelDataCollector inputs = host.Get("inputs");
        ModelDataCollector predictions = host.Get("predictions");

        await SwitchAsync(
            inputs,
            predictions,
            (isOn, turn) =>
            {
                host.Change(
                    ("ModelData:Enabled", isOn ? "true" : "false"),
                    ("ModelData:MaxBatchBytes", $"{1024 * ((turn % 3) + 1)}")
                );
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public async Task Switch_ByTheDocumentUnderLoad_NoPredictionWithoutItsInputAndNoInputWithoutItsPrediction()
    {
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        _process.Options.Settings.PollInterval = TimeSpan.FromSeconds(1);
        _process.Storage.Members = "\"enabled\":false";
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");

        await SwitchAsync(
            inputs,
            predictions,
            async (isOn, _) =>
            {
                _process.Storage.Members = $"\"enabled\":{(isOn ? "true" : "false")}";
                await Wait.UntilAsync(
                    () => inputs.IsEnabled == isOn,
                    "it is switched",
                    () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
                );
            }
        );
    }

    [Fact]
    public async Task Collect_ContextOfOff_IsNotTakenByACollectorThatIsOn()
    {
        _process.Options.Enabled = null;
        await using ModelDataCollector off = _process.Collector("inputs");
        _process.Options.Enabled = true;
        await using ModelDataCollector on = _process.Collector("predictions");
        CollectionContext context = off.Collect([1.0], "order");

        Assert.Equal(context, on.Collect([2.0], context));
        Assert.Equal(context, on.Collect([2.0], CollectionContext.Parse(context.ToString())));
        on.CollectRows<double>([2.0], 1, context);
        on.StartRow(context).Collect();
        on.Collect([3.0], new CollectionContext(null, CollectionDecision.Open));
        Assert.Equal(1, on.Statistics.Enqueued);
        Assert.Equal(0, on.Statistics.Refused);
    }

    [Fact]
    public async Task Collect_OffInItsOwnOptions_DecidesNothingForOthers()
    {
        _process.Options.Enabled = false;
        await using ModelDataCollector off = _process.Collector("inputs");
        _process.Options.Enabled = true;
        await using ModelDataCollector on = _process.Collector("predictions");

        on.Collect([2.0], off.Collect([1.0], "order"));
        Assert.Equal(1, on.Statistics.Enqueued);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Collect_LabelsAfterTheServiceIsOff_AreTakenUnlessTheirCollectorIsOffItself(bool isOwn)
    {
        await using LiveHost host = new(
            _process,
            new() { ["ModelData:Enabled"] = "true", ["ModelData:EventHubs:ConnectionString"] = "fake" }
        );
        ModelDataCollector inputs = host.Get("inputs");
        ModelDataCollector labels = host.Get("labels");
        string kept = inputs.Collect([1.0]).ToString();
        host.Change(("ModelData:Enabled", "false"), ("ModelData:Collectors:m/labels:Enabled", isOwn ? "false" : null));

        labels.Collect([2.0], CollectionContext.Parse(kept));
        labels.Collect([3.0]);
        Assert.Equal(isOwn ? 0 : 1, labels.Statistics.Enqueued);
        await _process.FlushAsync(labels);
        await host.DisposeAsync();
        labels.Collect([2.0], CollectionContext.Parse(kept));
        Assert.Equal(isOwn ? 0 : 1, labels.Statistics.Sent);
    }

    [Fact]
    public async Task Collect_OneCollectorHasFollowedNewOptionsAndTheOtherNotYet_ThePairIsTaken()
    {
        _process.Options.Enabled = null;
        LiveOptions options = new(_process.Options.Copy());
        CollectorEnvironment environment = _process.ForCollectors;
        CollectorDefinition definition = new("m", "inputs", null, null, null, null, null);
        await using ModelDataCollector inputs = new(definition, options, environment, isShared: false);
        await using ModelDataCollector predictions = new(
            definition with
            {
                Identifier = "predictions",
            },
            options,
            environment,
            isShared: false
        );
        ModelDataCollectorOptions on = _process.Options.Copy();
        on.Enabled = true;
        options.Current = on;
        inputs.Apply();
        predictions.Collect([2.0], inputs.Collect([1.0]));

        Assert.Equal((1, 1), (inputs.Statistics.Enqueued, predictions.Statistics.Enqueued));
    }

    [Fact]
    public async Task Collect_OneCollectorKnowsTheDocumentAndTheOtherNotYet_ThePairIsTaken()
    {
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        _process.Storage.Members = "\"enabled\":true";
        await using ModelDataCollector inputs = _process.Collector("inputs");
        ModelDataCollector? predictions = null;
        (bool Known, bool Waiting) between = default;
        Between probe = new(
            inputs.Address,
            _process.Log,
            () =>
            {
                between = (inputs.IsEnabled, predictions!.Switched.IsWaiting);
                predictions.Collect([2.0], inputs.Collect([1.0]));
            }
        );
        _process.Watches.TryFollow(probe, _process.Options, _process.Clock, out _);
        predictions = _process.Collector("predictions");
        await Wait.UntilAsync(
            () => predictions.IsEnabled,
            "the document is known",
            () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
        );

        Assert.Equal((true, true), between);
        Assert.Equal((1, 1), (inputs.Statistics.Enqueued, predictions.Statistics.Enqueued));
        await predictions.DisposeAsync();
        GC.KeepAlive(probe);
    }

    /// <summary>Is told of a document after the collectors that were made before it, and before the others.</summary>
    private sealed class Between(CollectionAddress address, ILoggerFactory log, Action act) : ISettingsListener
    {
        public CollectionAddress Address => address;

        public ILogger Logger { get; } = log.CreateLogger("");

        public ILoggerFactory Loggers => log;

        public void Apply() => act();

        public void SayDiagnostics() { }
    }

    /// <summary>Collects pairs from several threads while the switch turns.</summary>
    private async Task SwitchAsync(
        ModelDataCollector inputs,
        ModelDataCollector predictions,
        Func<bool, int, Task> turnAsync
    )
    {
        using CancellationTokenSource end = new();
        int pairs = 0;
        Task[] callers =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (!end.IsCancellationRequested)
                        {
                            double pair = Interlocked.Increment(ref pairs);
                            CollectionContext context = inputs.Collect([pair]);
                            await Task.Yield();
                            predictions.Collect([pair], context);
                            if (pair % 50 == 0)
                            {
                                await Task.Delay(1);
                            }
                        }
                    })
                ),
        ];
        for (int turn = 0; turn < 40; turn++)
        {
            await turnAsync(turn % 2 == 0, turn);
            int seen = Volatile.Read(ref pairs);
            await Wait.UntilAsync(() => Volatile.Read(ref pairs) > seen + 20, "pairs come");
        }
        await end.CancelAsync();
        await Task.WhenAll(callers);
        await _process.FlushAsync(inputs);
        await _process.FlushAsync(predictions);

        List<string> rows = RowsOf("inputs");
        Assert.Equal(rows, RowsOf("predictions"));
        Assert.InRange(rows.Count, 200, pairs - 200);
        Assert.Equal(rows.Count, inputs.Statistics.Enqueued);
        Assert.Equal(0, inputs.Statistics.Dropped + inputs.Statistics.Failed + predictions.Statistics.Dropped);
        Assert.Equal(
            inputs.Statistics.Refused + predictions.Statistics.Refused,
            inputs.Counters.Of(RefusalReason.SettingsUnknown) + predictions.Counters.Of(RefusalReason.SettingsUnknown)
        );
    }

    private List<string> RowsOf(string identifier) =>
        [
            .. _process
                .Hub.Distinct.Where(it => it.Attribute(EventAttributes.Identifier) == identifier)
                .SelectMany(it => it.Rows)
                .Select(it => string.Join(',', it.Split(',')[2..]))
                .Order(StringComparer.Ordinal),
        ];
}
