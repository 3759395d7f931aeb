using System.Collections.Concurrent;
using System.Diagnostics;

namespace ModelData.Producer.Tests.Diagnostics;

/// <summary>From the activity that collects to the one that sends, and into the event. Listeners are the process's: no other test runs beside these.</summary>
[Trait("Level", "Unit")]
[Collection(Alone)]
public sealed class TraceTests : IDisposable
{
    private const string Alone = "listeners to activities";

    private readonly TestProcess _process = new();
    private readonly ConcurrentQueue<Activity> _sent = new();
    private readonly ActivitySource _scoring = new("scoring");
    private readonly List<ActivityListener> _listeners = [];

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;

    public void Dispose()
    {
        _listeners.ForEach(static it => it.Dispose());
        _scoring.Dispose();
    }

    [Fact]
    public async Task Collect_NobodyListens_EventsAndRecordsHoldNothingOfIt()
    {
        Listen("scoring");
        await using ModelDataCollector collector = _process.Collector();
        long before = collector.Pipeline!.Queue.Ring.Tail;
        await CollectAsync(collector, "one");

        Assert.Null(TraceParent(Assert.Single(_process.Hub.Stored)));
        Assert.InRange(collector.Pipeline!.Queue.Ring.Tail - before, 1, 72);
    }

    [Fact]
    public async Task Send_RowsOfOneActivity_IsItsChildAndTheEventTellsIt()
    {
        Listen("scoring", ProducerTelemetry.ActivitySourceName);
        await using ModelDataCollector collector = _process.Collector();
        Activity scoring = await CollectAsync(collector, "one", rows: 3);

        Activity sent = Assert.Single(_sent);
        Assert.Equal((scoring.TraceId, scoring.SpanId), (sent.TraceId, sent.ParentSpanId));
        Assert.Empty(sent.Links);
        Assert.Equal(
            (ActivityKind.Producer, ActivityStatusCode.Unset, "eventhubs", "send", 1, 3, collector.Address.Path),
            (
                sent.Kind,
                sent.Status,
                sent.GetTagItem("messaging.system"),
                sent.GetTagItem("messaging.operation.type"),
                sent.GetTagItem("messaging.batch.message_count"),
                sent.GetTagItem("modeldata.rows"),
                sent.GetTagItem("modeldata.path")
            )
        );
        Assert.NotNull(sent.GetTagItem("messaging.destination.name"));
        Assert.NotNull(sent.GetTagItem("server.address"));
        Assert.Equal(sent.Id, TraceParent(Assert.Single(_process.Hub.Stored)));
    }

    [Fact]
    public async Task Send_RowsOfSeveralActivities_IsARootThatLinksToEachOnce()
    {
        Listen("scoring", ProducerTelemetry.ActivitySourceName);
        await using ModelDataCollector collector = _process.Collector();
        Activity one = Collect(collector, "one", rows: 2);
        Activity two = Collect(collector, "two", rows: 2);
        CollectionContext context = new(_process.Clock.GetUtcNow(), Guid.NewGuid());
        Activity.Current = null;
        collector.Collect([1.0], context);
        await _process.FlushAsync(collector);

        Activity sent = Assert.Single(_sent);
        Assert.Equal(default, sent.ParentSpanId);
        Assert.NotEqual(one.TraceId, sent.TraceId);
        Assert.Equal([one.SpanId, two.SpanId], sent.Links.Select(it => it.Context.SpanId));
        Assert.Equal([one.TraceId, two.TraceId], sent.Links.Select(it => it.Context.TraceId));
    }

    [Fact]
    public async Task Send_OneActivityBesideRowsWithout_IsNotItsChild()
    {
        Listen("scoring", ProducerTelemetry.ActivitySourceName);
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        Activity one = Collect(collector, "one");
        await _process.FlushAsync(collector);

        Activity sent = Assert.Single(_sent);
        Assert.Equal(default, sent.ParentSpanId);
        Assert.Equal(one.SpanId, Assert.Single(sent.Links).Context.SpanId);
    }

    [Fact]
    public async Task Send_VeryManyActivities_LinksAreBounded()
    {
        Listen("scoring", ProducerTelemetry.ActivitySourceName);
        await using ModelDataCollector collector = _process.Collector();
        for (int i = 0; i < 300; i++)
        {
            Collect(collector, "many");
        }
        await _process.FlushAsync(collector);

        Assert.Equal(128, Assert.Single(_sent).Links.Count());
        Assert.Equal(300, _process.Hub.Rows.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_Resent_IsOneActivityAndTheSameBytes(bool isGivenUp)
    {
        Listen("scoring", ProducerTelemetry.ActivitySourceName);
        ConcurrentQueue<string?> tried = new();
        _process.Hub.Script = (attempt, stored) =>
        {
            tried.Enqueue(TraceParent(stored));
            return attempt < 3 ? Fate.Busy
                : isGivenUp ? Fate.Rejected
                : Fate.Accepted;
        };
        await using ModelDataCollector collector = _process.Collector();
        await CollectAsync(collector, "one");

        Activity sent = Assert.Single(_sent);
        Assert.Equal([sent.Id, sent.Id, sent.Id], tried);
        Assert.Equal(2, sent.Events.Count(it => it.Name == "resend"));
        Assert.Equal(isGivenUp ? ActivityStatusCode.Error : ActivityStatusCode.Unset, sent.Status);
        Assert.Equal(isGivenUp ? "InvalidOperation" : null, sent.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Send_IsNotSampled_TheEventTellsTheActivityThatCollected()
    {
        Listen("scoring");
        Listen([ProducerTelemetry.ActivitySourceName], ActivitySamplingResult.None);
        await using ModelDataCollector collector = _process.Collector();
        Activity scoring = await CollectAsync(collector, "one");

        Assert.Empty(_sent);
        Assert.Equal(scoring.Id, TraceParent(Assert.Single(_process.Hub.Stored)));
    }

    [Fact]
    public async Task Collect_DocumentHasDiagnosticsOff_NoRowTellsItsActivity()
    {
        Listen("scoring", ProducerTelemetry.ActivitySourceName);
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        _process.Storage.Members = "\"enabled\":true,\"diagnostics\":false";
        await using ModelDataCollector collector = _process.Collector();
        await Wait.UntilAsync(
            () => collector.IsEnabled,
            "it is read",
            () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
        );
        await CollectAsync(collector, "one");

        Activity sent = Assert.Single(_sent);
        Assert.Equal(default, sent.ParentSpanId);
        Assert.Empty(sent.Links);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Collect_Traced_ValuesOfEveryKindAreWhole(bool isMixed)
    {
        Listen("scoring", ProducerTelemetry.ActivitySourceName);
        await using ModelDataCollector collector = _process.Collector();
        using (_scoring.StartActivity("one"))
        {
            CollectionContext _ = isMixed
                ? collector.Collect([1, "blue"], "order 1")
                : collector.Collect([1.5, 2.5], "order 1");
        }
        await _process.FlushAsync(collector);

        string row = Assert.Single(_process.Hub.Rows);
        Assert.Equal(isMixed ? "1,blue" : "1.5,2.5", StoredEvent.Features(row));
        Assert.Contains(",order 1,", row, StringComparison.Ordinal);
    }

    private static string? TraceParent(StoredEvent stored) =>
        (string?)stored.Properties.GetValueOrDefault(EventAttributes.Prefix + EventAttributes.TraceParent);

    private Activity Collect(ModelDataCollector collector, string name, int rows = 1)
    {
        using Activity scoring = _scoring.StartActivity(name, ActivityKind.Server)!;
        for (int i = 0; i < rows; i++)
        {
            collector.Collect([(double)i]);
        }
        return scoring;
    }

    private async Task<Activity> CollectAsync(ModelDataCollector collector, string name, int rows = 1)
    {
        Activity scoring = Collect(collector, name, rows);
        await _process.FlushAsync(collector);
        return scoring;
    }

    private void Listen(params string[] sources) => Listen(sources, ActivitySamplingResult.AllDataAndRecorded);

    private void Listen(string[] sources, ActivitySamplingResult sampled)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampled,
            ActivityStopped = it =>
            {
                if (it.Source.Name == ProducerTelemetry.ActivitySourceName)
                {
                    _sent.Enqueue(it);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        _listeners.Add(listener);
    }
}
