using ModelData.HubClient;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Settings;

/// <summary>A process tells how its collection is, where the settings document has it do so.</summary>
[Trait("Level", "Unit")]
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly TestProcess _process = new();

    public HeartbeatTests() =>
        _process.Options.Settings.Uri = new(
            "https://account.blob.core.windows.net/modeldata-settings?sv=1&sig=verysecret"
        );

    private List<Heartbeat> Told => _process.Hub.Heartbeats;

    [Theory]
    [InlineData("\"enabled\":true")]
    [InlineData("\"heartbeat\":false")]
    [InlineData(null)]
    public async Task Document_DoesNotAskForIt_NothingIsTold(string? members)
    {
        _process.Storage.Members = members;
        await using ModelDataCollector collector = await StartedAsync();
        collector.Collect([1.0]);
        await AfterAsync(TimeSpan.FromMinutes(3));

        Assert.Empty(Told);
    }

    [Fact]
    public async Task Document_AsksForIt_EachMinuteTellsWhatBecameOfRows()
    {
        _process.Storage.Members = "\"heartbeat\":true";
        await using ModelDataCollector collector = await StartedAsync();
        collector.Collect([1.0]);
        await ToldAsync(1);
        collector.Collect([2.0]);
        collector.Collect([3.0]);
        // Of another width: refused.
        collector.Collect([3.0, 4.0]);
        await _process.FlushAsync(collector);
        DateTimeOffset before = _process.Clock.GetUtcNow();
        await ToldAsync(3);

        Assert.InRange((_process.Clock.GetUtcNow() - before).TotalSeconds, 50, 150);
        Heartbeat last = Told[2];
        Assert.Equal(new HeartbeatCounts(3, 3, 0, 0, 0, 1, 0), last.Total);
        Assert.Equal(last.Total, Told.Aggregate(new HeartbeatCounts(), (sum, it) => sum + it.Recent));
        Assert.Equal(("Sending", TimeSpan.FromMinutes(1)), (last.State, last.Interval));
        Assert.Equal((collector.Address, Environment.MachineName), (last.Address, last.Host));
        Assert.NotEmpty(last.Release);
        Assert.Single(Told.Select(it => it.ProducerId).Distinct());
    }

    [Fact]
    public async Task Document_SwitchesTheServiceOff_IsToldAsThat()
    {
        _process.Storage.Members = "\"enabled\":false,\"heartbeat\":true";
        await using ModelDataCollector collector = await StartedAsync();
        await ToldAsync(1);

        Assert.Equal("Off", Told[0].State);
        Assert.Contains("settings document", Told[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_AsksForAnotherInterval_ItIsToldAndKept()
    {
        _process.Storage.Members = "\"heartbeat\":true,\"heartbeatSeconds\":600";
        await using ModelDataCollector collector = await StartedAsync();
        await ToldAsync(1);
        DateTimeOffset before = _process.Clock.GetUtcNow();
        await ToldAsync(2);

        Assert.InRange((_process.Clock.GetUtcNow() - before).TotalSeconds, 530, 670);
        Assert.Equal(TimeSpan.FromMinutes(10), Told[1].Interval);

        _process.Storage.Members = "\"heartbeat\":true";
        before = _process.Clock.GetUtcNow();
        await ToldAsync(3);
        Assert.InRange((_process.Clock.GetUtcNow() - before).TotalSeconds, 0, 100);
    }

    [Fact]
    public async Task Document_NoLongerAsksForIt_TheLastOneSaysSo()
    {
        _process.Storage.Members = "\"heartbeat\":true";
        await using ModelDataCollector collector = await StartedAsync();
        await ToldAsync(1);
        _process.Storage.Members = "\"heartbeat\":false";
        await UntilAsync(() => Told.LastOrDefault()?.State == Heartbeat.Ended, "the end is told");
        int told = Told.Count;
        await AfterAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(told, Told.Count);

        _process.Storage.Members = "\"heartbeat\":true";
        await ToldAsync(told + 1);
        Assert.Equal("Sending", Told[^1].State);
    }

    [Fact]
    public async Task Collector_Ends_ItsLastRowsAreTold()
    {
        _process.Storage.Members = "\"heartbeat\":true";
        ModelDataCollector collector = await StartedAsync();
        await ToldAsync(1);
        collector.Collect([1.0]);
        await collector.DisposeAsync();

        Heartbeat last = Told[^1];
        Assert.Equal((Heartbeat.Ended, 1L, 1L), (last.State, last.Total.Sent, last.Recent.Sent));
        Assert.True(_process.Hub.IsDisposed);
    }

    [Fact]
    public async Task Collector_EndsWithoutEverHavingTold_TellsNothing()
    {
        _process.Storage.Members = "\"enabled\":true";
        ModelDataCollector collector = await StartedAsync();
        await collector.DisposeAsync();

        Assert.Empty(Told);
    }

    [Fact]
    public async Task Hub_Throttles_ItIsToldMoreRarelyAndNothingIsLeftOut()
    {
        _process.Storage.Members = "\"heartbeat\":true";
        await using ModelDataCollector collector = await StartedAsync();
        bool isBusy = true;
        List<Heartbeat> refused = [];
        _process.Hub.Meet = beat =>
        {
            if (!isBusy)
            {
                return Task.CompletedTask;
            }
            refused.Add(beat);
            throw new HubException(HubFailureReason.ServiceBusy, isTransient: true, "scripted");
        };
        collector.Collect([1.0]);
        await UntilAsync(() => refused.Count == 4, "it was tried four times");

        Assert.Equal([1, 2, 4, 8], refused.Select(it => it.Interval.TotalMinutes));
        Assert.Equal(4, _process.Log.Count(ProducerEventIds.HeartbeatNotSent));
        isBusy = false;
        await ToldAsync(1);
        Assert.Equal((1L, 1L), (Told[0].Recent.Received, Told[0].Total.Received));
    }

    [Fact]
    public async Task Hub_DoesNotAnswerAHeartbeat_RowsAndTheEndDoNotWait()
    {
        _process.Storage.Members = "\"heartbeat\":true";
        ModelDataCollector collector = await StartedAsync();
        TaskCompletionSource silence = new();
        int met = 0;
        _process.Hub.Meet = _ =>
        {
            Interlocked.Increment(ref met);
            return silence.Task;
        };
        await UntilAsync(() => Volatile.Read(ref met) == 1, "a heartbeat is on its way");
        collector.Collect([1.0]);
        Assert.Equal(FlushStatus.Accepted, (await _process.FlushAsync(collector)).Status);
        await AfterAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, Volatile.Read(ref met));

        Task end = collector.DisposeAsync().AsTask();
        await Wait.UntilAsync(end, () => _process.Clock.Advance(Step));
        await end;
        silence.SetException(new HubException(HubFailureReason.ClientClosed, isTransient: false, "scripted"));
    }

    [Fact]
    public async Task Process_HasManyAddresses_TellsOfEachMoreRarely()
    {
        _process.Storage.Members = "\"heartbeat\":true";
        List<ModelDataCollector> collectors =
        [
            .. Enumerable.Range(0, 121).Select(i => _process.Collector($"inputs{i}")),
        ];
        await UntilAsync(() => collectors.All(it => !it.Switched.IsWaiting), "the document is read");
        await ToldAsync(121);

        Assert.All(Told.Skip(1), it => Assert.Equal(TimeSpan.FromMinutes(3), it.Interval));
        Assert.Equal(121, Told.Select(it => it.Address).Distinct().Count());
        foreach (ModelDataCollector each in collectors)
        {
            await each.DisposeAsync();
        }
        Assert.Equal(121, Told.Count(it => it.State == Heartbeat.Ended));
    }

    [Fact]
    public async Task Collectors_OfOneAddress_AreToldAsOne()
    {
        _process.Storage.Members = "\"heartbeat\":true";
        await using ModelDataCollector one = await StartedAsync();
        await using ModelDataCollector other = await StartedAsync();
        one.Collect([1.0]);
        other.Collect([1.0]);
        await _process.FlushAsync(one);
        await _process.FlushAsync(other);
        await UntilAsync(() => Told.LastOrDefault()?.Total.Sent == 2, "both are told");

        Assert.Single(Told.Select(it => it.Address).Distinct());
    }

    private async Task<ModelDataCollector> StartedAsync()
    {
        ModelDataCollector collector = _process.Collector();
        await UntilAsync(() => !collector.Switched.IsWaiting, "the document is read");
        return collector;
    }

    private Task ToldAsync(int count) => UntilAsync(() => Told.Count >= count, $"{count} heartbeats are told");

    private Task AfterAsync(TimeSpan time)
    {
        DateTimeOffset end = _process.Clock.GetUtcNow() + time;
        return UntilAsync(() => _process.Clock.GetUtcNow() >= end, $"{time} are over");
    }

    private Task UntilAsync(Func<bool> condition, string what) =>
        Wait.UntilAsync(condition, what, () => _process.Clock.Advance(Step));
}
