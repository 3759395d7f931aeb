using System.Collections.Concurrent;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Tests.Settings;

namespace ModelData.Producer.Tests.Status;

/// <summary>The callback of an application: told each new problem once, and harmless whatever it does.</summary>
[Trait("Level", "Unit")]
public sealed class ProblemTests
{
    private readonly TestProcess _process = new();
    private readonly ConcurrentQueue<CollectionProblem> _told = new();

    public ProblemTests() => _process.Options.OnProblem = _told.Enqueue;

    [Fact]
    public async Task OnProblem_BrokenSetting_IsToldOnceForAllCollectors()
    {
        _process.Environment["ModelData__Linger"] = "10";
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");

        CollectionProblem problem = await NextAsync();
        Assert.Equal((CollectionProblemKind.Misconfigured, null), (problem.Kind, problem.Address));
        Assert.Contains("ModelData__Linger is '10'", problem.Reason, StringComparison.Ordinal);
        Assert.NotNull(problem.Mend);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task OnProblem_HubRefuses_IsToldOnceForEachCauseAndAgainAfterRecovery()
    {
        Fate fate = Fate.Unauthorized;
        _process.Hub.Script = (_, _) => fate;
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");
        foreach (
            (Fate next, string reason) in (IEnumerable<(Fate, string)>)
                [
                    (Fate.Unauthorized, "refuses who sends"),
                    (Fate.Missing, "does not exist"),
                    (Fate.Unauthorized, "refuses who sends"),
                ]
        )
        {
            fate = next;
            int before = _process.Hub.Attempts;
            inputs.Collect([1.0]);
            predictions.Collect([1.0]);
            await Wait.UntilAsync(
                () => _process.Hub.Attempts >= before + 6,
                "both are tried several times",
                () => _process.Clock.Advance(TimeSpan.FromMilliseconds(500))
            );
            CollectionProblem problem = await NextAsync();
            Assert.Equal((CollectionProblemKind.Refused, null), (problem.Kind, problem.Address));
            Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
            Assert.Empty(_told);
            fate = Fate.Accepted;
            await _process.FlushAsync(inputs);
            await _process.FlushAsync(predictions);
        }
    }

    [Fact]
    public async Task OnProblem_CausesComeInTurn_EachIsToldOnce()
    {
        _process.Hub.Script = static (attempt, _) => attempt % 2 == 0 ? Fate.Unauthorized : Fate.Missing;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        await Wait.UntilAsync(
            () => _process.Hub.Attempts >= 8,
            "it is tried several times",
            () => _process.Clock.Advance(TimeSpan.FromMilliseconds(500))
        );

        CollectionProblem[] told = [await NextAsync(), await NextAsync()];
        Assert.NotEqual(told[0].Reason, told[1].Reason);
        Assert.Empty(_told);
        Assert.Equal(2, _process.Log.Count(ProducerEventIds.HubRefuses));
        _process.Hub.Script = static (_, _) => Fate.Accepted;
        await _process.FlushAsync(collector);
    }

    [Fact]
    public async Task OnProblem_OneMethodIsNamedForEachCollector_IsToldOnce()
    {
        _process.Hub.Script = static (_, _) => Fate.Unauthorized;
        await using ModelDataCollector inputs = _process.Collector("inputs");
        // Another delegate of the same method.
        _process.Options.OnProblem = _told.Enqueue;
        await using ModelDataCollector predictions = _process.Collector("predictions");
        inputs.Collect([1.0]);
        predictions.Collect([1.0]);
        await Wait.UntilAsync(
            () => _process.Hub.Attempts >= 6,
            "both are tried several times",
            () => _process.Clock.Advance(TimeSpan.FromMilliseconds(500))
        );

        Assert.Equal(CollectionProblemKind.Refused, (await NextAsync()).Kind);
        Assert.Empty(_told);
        _process.Hub.Script = static (_, _) => Fate.Accepted;
        await _process.FlushAsync(inputs);
        await _process.FlushAsync(predictions);
    }

    [Fact]
    public async Task OnProblem_RowsAreRefusedDroppedAndGivenUp_IsToldOncePerReasonAndInterval()
    {
        _process.Options.DropLogInterval = TimeSpan.FromMinutes(1);
        await using ModelDataCollector collector = _process.Collector(
            featureNames: ["a"],
            featureTypes: [FeatureType.Double]
        );
        for (int i = 0; i < 3; i++)
        {
            collector.Collect([1.0, 2.0]);
        }
        Assert.Equal(CollectionProblemKind.RowsRefused, (await NextAsync()).Kind);
        for (int i = 0; i < 3; i++)
        {
            collector.Collect(["text"]);
            await _process.FlushAsync(collector);
        }
        CollectionProblem dropped = await NextAsync();
        Assert.Equal((CollectionProblemKind.RowsDropped, collector.Address), (dropped.Kind, dropped.Address));
        Assert.Contains("ColumnType", dropped.Reason, StringComparison.Ordinal);
        _process.Hub.Script = static (_, _) => Fate.Rejected;
        for (int i = 0; i < 3; i++)
        {
            collector.Collect([1.0]);
            await _process.FlushAsync(collector);
        }
        Assert.Equal(
            [CollectionProblemKind.Refused, CollectionProblemKind.RowsGivenUp],
            [(await NextAsync()).Kind, (await NextAsync()).Kind]
        );
        Assert.Empty(_told);

        _process.Clock.Advance(TimeSpan.FromMinutes(1));
        collector.Collect(["text"]);
        await _process.FlushAsync(collector);
        Assert.Equal(CollectionProblemKind.RowsDropped, (await NextAsync()).Kind);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task OnProblem_LiveSettingBreaksAgainAfterItWasMended_IsToldAgain()
    {
        await using LiveHost host = new(
            _process,
            new() { ["ModelData:Enabled"] = "true", ["ModelData:EventHubs:ConnectionString"] = "fake" },
            (options, _) => options.OnProblem = _process.Options.OnProblem
        );
        host.Get("inputs");
        for (int i = 0; i < 2; i++)
        {
            host.Change(("ModelData:Linger", "10"));
            Assert.Contains("ModelData__Linger is '10'", (await NextAsync()).Reason, StringComparison.Ordinal);
            host.Change(("ModelData:Linger", "00:00:01"));
        }
        Assert.Empty(_told);
    }

    [Fact]
    public async Task OnProblem_Throws_IsLoggedOnceAndCalledAgain()
    {
        int calls = 0;
        _process.Options.OnProblem = _ =>
        {
            Interlocked.Increment(ref calls);
            throw new InvalidOperationException("of the application");
        };
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);
        collector.Collect([1.0, 2.0]);
        collector.Collect(new byte[1]);

        await Wait.UntilAsync(() => Volatile.Read(ref calls) == 2, "it is called with both");
        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.ProblemCallbackThrew));
    }

    [Fact]
    public async Task OnProblem_Blocks_NothingElseDoes()
    {
        using ManualResetEventSlim release = new();
        int calls = 0;
        _process.Options.OnProblem = _ =>
        {
            Interlocked.Increment(ref calls);
            release.Wait(CancellationToken.None);
        };
        List<ModelDataCollector> collectors = [];
        for (int i = 0; i < 150; i++)
        {
            collectors.Add(_process.Collector($"c{i}"));
            collectors[^1].Collect([1.0]);
            collectors[^1].Collect([1.0, 2.0]);
        }
        foreach (ModelDataCollector each in collectors)
        {
            Assert.True((await _process.FlushAsync(each)).IsAccepted);
        }

        Assert.Equal(1, Volatile.Read(ref calls));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.ProblemCallbackFull));
        release.Set();
        await Wait.UntilAsync(() => Volatile.Read(ref calls) >= 101, "those that waited are told");
        await Task.WhenAll(collectors.Select(it => it.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task OnProblem_Called_NotOnTheCollectingThread()
    {
        int? thread = null;
        _process.Options.OnProblem = _ => thread = Environment.CurrentManagedThreadId;
        await using ModelDataCollector collector = _process.Collector();
        using Barrier barrier = new(2);
        int scoring = 0;
        Thread caller = new(() =>
        {
            scoring = Environment.CurrentManagedThreadId;
            collector.Collect(new byte[1]);
            barrier.SignalAndWait();
        });
        caller.Start();
        await Wait.UntilAsync(() => thread is not null, "it is called while the caller still lives");
        barrier.SignalAndWait(TestContext.Current.CancellationToken);

        Assert.NotEqual(scoring, thread);
    }

    private async Task<CollectionProblem> NextAsync()
    {
        CollectionProblem? problem = null;
        await Wait.UntilAsync(() => _told.TryDequeue(out problem), "a problem is told");
        return problem!;
    }
}
