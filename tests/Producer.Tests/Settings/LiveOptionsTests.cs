using Microsoft.Extensions.Logging;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Sending;
using ModelData.Producer.Tests.Diagnostics;
using static System.StringComparison;

namespace ModelData.Producer.Tests.Settings;

/// <summary>Options of an application with dependency injection change while it runs.</summary>
[Trait("Level", "Unit")]
public sealed class LiveOptionsTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Enabled_Changes_HoldsAtOnce()
    {
        await using LiveHost host = new(_process, []);
        ModelDataCollector inputs = host.Get("inputs");
        for (int i = 0; i < 3; i++)
        {
            inputs.Collect([0.0]);
            Assert.False(inputs.IsEnabled);
            host.Change(("ModelData:Enabled", "true"));
            Assert.True(inputs.IsEnabled);
            inputs.Collect([1.0]);
            host.Change(("ModelData:Enabled", "false"));
        }
        await _process.FlushAsync(inputs);

        Assert.Equal(["1", "1", "1"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(new CollectorStatistics(3, 3, 0, 0, 0, 0), inputs.Statistics);
        Assert.Equal(FlushResult.Off, await inputs.FlushAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("ModelData:Linger", "00:00:07")]
    [InlineData("ModelData:RingBytes", "8192")]
    [InlineData("ModelData:MaxBatchBytes", "2048")]
    [InlineData("ModelData:EventHubs:HubName", "other")]
    [InlineData("ModelData:EventHubs:ConnectionString", "other")]
    [InlineData("ModelData:Spread", "true")]
    [InlineData("ModelData:FullRing", "DropOldest")]
    [InlineData("ModelData:GiveUpAfter", "00:00:07")]
    public async Task PipelineSetting_Changes_RowsGoOnThroughAnotherPipelineAndTheFormerIsClosed(
        string key,
        string text
    )
    {
        await using LiveHost host = new(_process, On());
        ModelDataCollector inputs = host.Get("inputs");
        ModelDataCollector predictions = host.Get("predictions");
        CollectionPipeline former = inputs.Pipeline!;
        inputs.Collect([1.0]);
        host.Change((key, text));
        inputs.Collect([2.0]);

        Assert.NotSame(former, inputs.Pipeline);
        Assert.Same(inputs.Pipeline, predictions.Pipeline);
        await _process.FlushAsync(inputs);
        await Wait.UntilAsync(() => _process.Log.Count(ProducerEventIds.Closed) == 1, "the former one is closed");
        Assert.Equal(["1", "2"], _process.Hub.Rows.Select(StoredEvent.Features).Order(StringComparer.Ordinal));
        Assert.Equal(new CollectorStatistics(2, 2, 0, 0, 0, 0), inputs.Statistics);
    }

    [Fact]
    public async Task FlushAsync_AfterAChange_WaitsForRowsOfTheFormerPipelineToo()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Hub.Gate = gate;
        await using LiveHost host = new(_process, On());
        ModelDataCollector inputs = host.Get("inputs");
        inputs.Collect([1.0]);
        host.Change(("ModelData:Linger", "00:00:07"));
        await Wait.UntilAsync(() => _process.Hub.InFlight == 1, "the former pipeline sends");

        Task<FlushResult> flush = inputs.FlushAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        Assert.False(flush.IsCompleted);
        gate.SetResult();
        Assert.True((await flush).IsAccepted);
        Assert.Equal(1, inputs.Statistics.Sent);
    }

    [Fact]
    public async Task PipelineSettings_ChangeUnderLoad_NoRowIsLostOrDoubledAndNoCountFalls()
    {
        const string model = "moving";
        await using LiveHost host = new(_process, On());
        ModelDataCollector inputs = host.Get("inputs", model);
        using CancellationTokenSource end = new();
        int rows = 0;
        Task[] callers =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (!end.IsCancellationRequested)
                        {
                            inputs.Collect([(double)Interlocked.Increment(ref rows)]);
                            if (Volatile.Read(ref rows) % 100 == 0)
                            {
                                await Task.Delay(1);
                            }
                        }
                    })
                ),
        ];
        CollectorStatistics before = default;
        long metered = 0;
        for (int i = 0; i < 60; i++)
        {
            host.Change(
                i % 3 == 0 ? ("ModelData:Linger", $"00:00:0{i % 9}")
                : i % 3 == 1 ? ("ModelData:MaxBatchBytes", $"{1024 * ((i % 5) + 1)}")
                : ("ModelData:EventHubs:HubName", $"hub {i % 4}")
            );
            int collected = Volatile.Read(ref rows);
            await Wait.UntilAsync(() => Volatile.Read(ref rows) > collected + 20, "rows are collected");
            CollectorStatistics now = inputs.Statistics;
            Assert.Equal(now.Enqueued, now.Sent + now.Failed + now.Dropped + now.Pending);
            Assert.True(
                now.Enqueued >= before.Enqueued && now.Sent >= before.Sent && now.Pending >= 0,
                $"{before} {now}"
            );
            long meter = MetricsTests.Read(model)[$"enqueued default/default/inputs"];
            Assert.InRange(meter, metered, long.MaxValue);
            (before, metered) = (now, meter);
        }
        await end.CancelAsync();
        await Task.WhenAll(callers);
        await _process.FlushAsync(inputs);

        Assert.Equal(new CollectorStatistics(rows, rows, 0, 0, 0, 0), inputs.Statistics);
        Assert.Equal(
            Enumerable.Range(1, rows).Select(i => $"{i}"),
            _process.Hub.Rows.Select(StoredEvent.Features).OrderBy(int.Parse)
        );
        Assert.Equal(rows, MetricsTests.Read(model)["sent default/default/inputs"]);
    }

    [Theory]
    [InlineData("ModelData:Enabled", "yes", "true or false")]
    [InlineData("ModelData:Linger", "10", "00:00:10")]
    [InlineData("ModelData:RingBytes", "1", "4096")]
    [InlineData("ModelData:Workspace", "a/b", "<subscription>/<resource group>/<workspace>")]
    public async Task Setting_ChangesToWhatCannotBeUsed_FormerOnesStayInForceAndItIsSaidOnce(
        string key,
        string text,
        string mend
    )
    {
        await using LiveHost host = new(_process, On());
        ModelDataCollector inputs = host.Get("inputs");
        CollectionPipeline pipeline = inputs.Pipeline!;
        host.Change((key, text), ("ModelData:MaxBatchBytes", "2048"));
        host.Change();
        inputs.Collect([1.0]);

        Assert.True(inputs.IsEnabled);
        Assert.Same(pipeline, inputs.Pipeline);
        (_, LogLevel level, string said) = Assert.Single(
            _process.Log.Entries,
            it => it.Id == ProducerEventIds.SettingsKept
        );
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains(key.Replace(":", "__"), said, Ordinal);
        Assert.Contains($"'{text}'", said, Ordinal);
        Assert.Contains(mend, said, Ordinal);
        host.Change((key, null));
        Assert.NotSame(pipeline, inputs.Pipeline);
        host.Change((key, text));
        Assert.Equal(2, _process.Log.Count(ProducerEventIds.SettingsKept));
    }

    [Fact]
    public async Task OptionInCode_ChangesToWhatIsIllegal_FormerOnesStayInForceAndNobodyMeetsAnException()
    {
        await using LiveHost host = new(
            _process,
            On(),
            (options, configuration) => options.RingBytes = configuration["ring"] is { } ring ? int.Parse(ring) : 8192
        );
        ModelDataCollector inputs = host.Get("inputs");
        CollectionPipeline pipeline = inputs.Pipeline!;
        host.Change(("ring", "1"));

        Assert.Same(pipeline, inputs.Pipeline);
        Assert.Contains(
            _process.Log.Entries,
            it => it.Id == ProducerEventIds.SettingsKept && it.Text.Contains("RingBytes must be between", Ordinal)
        );
        host.Change(("ring", "16384"));
        Assert.NotSame(pipeline, inputs.Pipeline);
    }

    [Fact]
    public async Task Target_ChangesToWhatCannotBeUsed_RowsGoOnToTheFormerOneAndItIsSaidOnceWithoutTheKey()
    {
        CollectorEnvironment real = _process.ForCollectors with { CreateSender = null };
        _process.Options.EventHubs.ConnectionString =
            "Endpoint=sb://ns.example.net;SharedAccessKeyName=n;SharedAccessKey=a2V5;EntityPath=h";
        LiveOptions options = new(_process.Options.Copy());
        CollectorDefinition inputs = new("m", "inputs", null, null, null, null, null);
        await using ModelDataCollector first = new(inputs, options, real, isShared: false);
        await using ModelDataCollector second = new(
            inputs with
            {
                Identifier = "other",
            },
            options,
            real,
            isShared: false
        );
        CollectionPipeline pipeline = first.Pipeline!;
        foreach (string? broken in new[] { "Endpoint=;SharedAccessKey=verysecret", null })
        {
            ModelDataCollectorOptions changed = _process.Options.Copy();
            changed.EventHubs.ConnectionString = broken;
            options.Current = changed;
            first.Apply();
            second.Apply();
        }

        Assert.True(first.IsEnabled);
        Assert.Same(pipeline, first.Pipeline);
        Assert.Equal(2, _process.Log.Count(ProducerEventIds.SettingsKept));
        Assert.DoesNotContain(_process.Log.Entries, it => it.Text.Contains("verysecret", Ordinal));
    }

    [Fact]
    public async Task Enabled_IsBrokenAtTheStart_AMendTurnsItOn()
    {
        await using LiveHost host = new(_process, new(On()) { ["ModelData:Enabled"] = "yes" });
        ModelDataCollector inputs = host.Get("inputs");
        Assert.False(inputs.IsEnabled);
        host.Change(("ModelData:Enabled", "true"));
        Assert.True(inputs.IsEnabled);
    }

    [Fact]
    public async Task EntryOfItsOwn_SwitchesOffLive_ItLeavesAndOthersGoOnWithItsContexts()
    {
        await using LiveHost host = new(_process, On());
        ModelDataCollector inputs = host.Get("inputs");
        ModelDataCollector predictions = host.Get("predictions");
        CollectionContext before = inputs.Collect([1.0]);
        host.Change(("ModelData:Collectors:m/inputs:Enabled", "false"));

        Assert.False(inputs.IsEnabled);
        Assert.Null(inputs.Pipeline);
        predictions.Collect([3.0], inputs.Collect([2.0]));
        inputs.Collect([4.0], before);
        await _process.FlushAsync(predictions);
        await Wait.UntilAsync(() => inputs.Statistics.Sent == 1, "what was collected before is sent");
        Assert.Equal(["1", "3"], _process.Hub.Rows.Select(StoredEvent.Features).Order(StringComparer.Ordinal));
        host.Change(("ModelData:Collectors:m/inputs:Enabled", "true"));
        Assert.True(inputs.IsEnabled);
    }

    [Fact]
    public async Task Debug_Changes_RowsArePrintedFromThenOn()
    {
        await using LiveHost host = new(_process, []);
        ModelDataCollector inputs = host.Get("inputs");
        inputs.Collect([1.0]);
        Assert.Equal("", _process.Output.ToString());
        host.Change(("ModelData:Debug", "true"));
        inputs.Collect([2.0]);
        Assert.EndsWith(",2\n", _process.Output.ToString(), Ordinal);
    }

    [Fact]
    public async Task Names_Change_HoldForCollectorsThatAreMadeAfterwards()
    {
        await using LiveHost host = new(_process, On());
        ModelDataCollector before = host.Get("inputs");
        host.Change(("ModelData:WebServiceName", "shop"));

        Assert.Equal("default", before.Address.WebService);
        Assert.Equal("shop", host.Get("inputs").Address.WebService);
    }

    [Fact]
    public async Task DisposeAsync_BesideAChange_EverythingIsSentAndNothingFollowsAnyMore()
    {
        LiveHost host = new(_process, On());
        ModelDataCollector inputs = host.Get("inputs");
        inputs.Collect([1.0]);
        host.Change(("ModelData:Linger", "00:00:07"));
        inputs.Collect([2.0]);
        await host.DisposeAsync();

        Assert.Equal(new CollectorStatistics(2, 2, 0, 0, 0, 0), inputs.Statistics);
        CollectionPipeline pipeline = inputs.Pipeline!;
        inputs.Apply();
        Assert.Same(pipeline, inputs.Pipeline);
        inputs.Collect([3.0]);
        Assert.Equal(1, inputs.Statistics.Refused);
    }

    private static Dictionary<string, string?> On() =>
        new()
        {
            ["ModelData:Enabled"] = "true",
            ["ModelData:EventHubs:ConnectionString"] = "fake",
            // The fake clock runs fast while a test waits.
            ["ModelData:CloseTimeout"] = "01:00:00",
        };
}
