using System.Runtime.CompilerServices;

namespace ModelData.Producer.Tests.Settings;

/// <summary>How many ask for settings documents, and for how long.</summary>
[Trait("Level", "Unit")]
public sealed class WatchTests
{
    private readonly TestProcess _process = new();

    public WatchTests()
    {
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        _process.Storage.Members = "\"enabled\":true";
    }

    [Fact]
    public async Task New_ManyCollectorsOfOneService_OneAsks()
    {
        List<ModelDataCollector> collectors = [];
        for (int i = 0; i < 1000; i++)
        {
            collectors.Add(_process.Collector($"inputs {i}"));
        }
        await UntilAsync(() => collectors.All(it => it.IsEnabled), "all have followed");
        Assert.Equal((1, 1), (_process.Watches.Count, _process.Storage.Requests));

        _process.Storage.Members = "\"enabled\":false";
        await UntilAsync(() => collectors.All(it => !it.IsEnabled), "all have followed");
        Assert.Equal(2, _process.Storage.Requests);
        await Task.WhenAll(collectors.Select(it => it.CloseAsync(TimeSpan.FromSeconds(5))));
        Assert.Equal(0, _process.Watches.Count);
    }

    [Fact]
    public async Task New_SeveralServices_OneAsksForEach()
    {
        await using ModelDataCollector one = _process.Collector();
        _process.Options.WebServiceName = "other";
        await using ModelDataCollector other = _process.Collector();

        Assert.Equal(2, _process.Watches.Count);
    }

    [Fact]
    public async Task CloseAsync_LastCollector_NobodyAsksAnyMore()
    {
        ModelDataCollector one = _process.Collector("one");
        ModelDataCollector two = _process.Collector("two");
        await one.DisposeAsync();
        Assert.Equal(1, _process.Watches.Count);
        await two.DisposeAsync();
        Assert.Equal(0, _process.Watches.Count);
        await using ModelDataCollector three = _process.Collector("three");
        await UntilAsync(() => three.IsEnabled, "it is followed again");
    }

    [Fact]
    public async Task Collector_IsForgottenUnclosed_RowsAreSentAndNobodyAsksAnyMore()
    {
        await CollectAndForgetAsync();

        await UntilAsync(
            () => _process.Watches.Count == 0 && _process.Hub.Rows.Count == 1,
            "it is gone",
            static () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        );
    }

    [Fact]
    public async Task Uri_IsTakenAwayLive_OptionsHoldAndNobodyAsks()
    {
        _process.Storage.Members = "\"enabled\":false";
        await using LiveHost host = new(
            _process,
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:EventHubs:ConnectionString"] = "fake",
                ["ModelData:Settings:Uri"] = $"{_process.Options.Settings.Uri}",
            }
        );
        ModelDataCollector collector = host.Get("inputs");
        await UntilAsync(() => !collector.Switched.IsWaiting, "the document is read");
        Assert.False(collector.IsEnabled);
        host.Change(("ModelData:Settings:Uri", ""));

        Assert.True(collector.IsEnabled);
        Assert.Equal(0, _process.Watches.Count);
    }

    [Fact]
    public async Task PollInterval_ChangesLive_IsKept()
    {
        await using LiveHost host = new(
            _process,
            new()
            {
                ["ModelData:EventHubs:ConnectionString"] = "fake",
                ["ModelData:Settings:Uri"] = $"{_process.Options.Settings.Uri}",
            }
        );
        ModelDataCollector collector = host.Get("inputs");
        await UntilAsync(() => collector.IsEnabled, "the document is read");
        host.Change(("ModelData:Settings:PollInterval", "00:10:00"));
        int asked = _process.Storage.Requests;
        await UntilAsync(() => _process.Storage.Requests > asked, "it is asked once more");
        DateTimeOffset last = _process.Clock.GetUtcNow();
        await UntilAsync(() => _process.Storage.Requests > asked + 1, "it is asked again");

        Assert.InRange((_process.Clock.GetUtcNow() - last).TotalSeconds, 479, 730);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task CollectAndForgetAsync()
    {
        ModelDataCollector collector = _process.Collector();
        await UntilAsync(() => collector.IsEnabled, "the document is read");
        collector.Collect([1.0]);
    }

    private Task UntilAsync(Func<bool> condition, string what, Action? meanwhile = null) =>
        Wait.UntilAsync(
            condition,
            what,
            () =>
            {
                _process.Clock.Advance(TimeSpan.FromSeconds(1));
                meanwhile?.Invoke();
            }
        );
}
