using ModelData.Producer.Diagnostics;
using ModelData.Producer.Tests.Settings;

namespace ModelData.Producer.Tests.Redaction;

/// <summary>Names that only a row tells, at whatever moment: settings that go by names hold for it and all others.</summary>
[Trait("Level", "Unit")]
public sealed class LateNamesTests
{
    private readonly TestProcess _process = new();

    private static Dictionary<string, object?> Named => new() { ["age"] = 41.25, ["city"] = "Oslo" };

    [Fact]
    public async Task Collect_NamesWhileSettingsAreBeingApplied_AllRowsAreRedacted()
    {
        ModelDataCollector? collector = null;
        Task row = Task.CompletedTask;
        _process.Hub.Created = () =>
        {
            // In the middle of a change: redaction was looked up, and the new pipeline is being made.
            if (collector is { } it && it.IsEnabled)
            {
                row = Task.Run(() => it.Collect((object)Named), Token);
                SpinWait.SpinUntil(() => it.HasNames, TimeSpan.FromSeconds(10));
            }
        };
        await using LiveHost host = new(
            _process,
            new() { ["ModelData:Enabled"] = "true", ["ModelData:Redaction:age"] = "mask" }
        );
        collector = host.Get("inputs");
        host.Change(("ModelData:Linger", "00:00:07"));
        await row;
        collector.Collect((object)Named);
        await _process.FlushAsync(collector);

        Assert.Equal(["***,Oslo", "***,Oslo"], _process.Hub.Rows.Select(StoredEvent.Features));
    }

    [Fact]
    public async Task Collect_NamesOneThreadAndRowsWithoutNamesOfAnother_NoClearValueGoesOut()
    {
        for (int round = 0; round < 200; round++)
        {
            TestProcess process = new();
            process.Options.Redaction.Add(new("age", RedactionMethod.Mask));
            await using ModelDataCollector collector = process.Collector();
            using Barrier start = new(2);
            Task named = Task.Run(
                () =>
                {
                    start.SignalAndWait(Token);
                    collector.Collect((object)Named);
                },
                Token
            );
            Task unnamed = Task.Run(
                () =>
                {
                    start.SignalAndWait(Token);
                    collector.Collect([41.25, "Oslo"]);
                },
                Token
            );
            await Task.WhenAll(named, unnamed);
            await process.FlushAsync(collector);

            // Where the row without names was first, there are none, and the other one is refused.
            Assert.All(
                process
                    .Hub.Stored.Where(it => it.Header.Contains("age", StringComparison.Ordinal))
                    .SelectMany(it => it.Rows),
                it => Assert.EndsWith(",***,Oslo", it, StringComparison.Ordinal)
            );
            Assert.Equal(2, collector.Statistics.Received + collector.Statistics.Refused);
        }
    }

    [Theory]
    [InlineData("$RowId")]
    [InlineData("$aml_request_id")]
    public async Task Collect_FirstRowHasTheNameOfAnAddedColumn_IsRefusedAndTheOthersGoOn(string name)
    {
        _process.Options.RowIds = true;
        _process.Options.CorrelationColumns = CorrelationColumns.Extended;
        await using ModelDataCollector collector = _process.Collector();
        await using ModelDataCollector other = _process.Collector("other");
        collector.Collect((object)new Dictionary<string, object?> { [name] = 1 });
        collector.Collect((object)Named);
        other.Collect([1]);

        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
        Assert.True((await _process.FlushAsync(other)).IsAccepted);
        Assert.Equal((1, 1), (collector.Statistics.Sent, collector.Statistics.Refused));
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.PumpFailed));
    }

    [Fact]
    public async Task Collect_FirstRowIsRefusedForItsDay_DoesNotNameTheFeatures()
    {
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect((object)Named, new CollectionContext(DateTimeOffset.MaxValue, Guid.Empty));
        collector.Collect([1, 2, 3]);
        await _process.FlushAsync(collector);

        Assert.Equal((1, 1), (collector.Statistics.Sent, collector.Statistics.Refused));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
