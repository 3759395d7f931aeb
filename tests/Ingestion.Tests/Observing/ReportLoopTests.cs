using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Observing;

/// <summary>The report is written when something changes and every minute, never in a hurry, and nothing waits for it or fails with it.</summary>
[Trait("Level", "Unit")]
public sealed class ReportLoopTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly CapturedLogs _logs = new();
    private readonly ListedReports _reports;
    private readonly ReportLoop _sut;
    private readonly CancellationTokenSource _stopping = new();
    private Func<WorkerReport> _compose = () => Reports.Whole;
    private Task _running = Task.CompletedTask;

    public ReportLoopTests()
    {
        _reports = new ListedReports(_time);
        _sut = new ReportLoop(() => _compose(), _reports, _time, _logs.CreateLogger<ReportLoop>());
    }

    // What the loop goes on with runs within the step of the clock: no context takes it elsewhere.
    public async ValueTask InitializeAsync() =>
        _running = await Task.Factory.StartNew(
            () => _sut.RunAsync(_stopping.Token),
            default,
            TaskCreationOptions.None,
            TaskScheduler.Default
        );

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(Deadline);
        _stopping.Dispose();
    }

    [Fact]
    public void Write_NothingChanges_IsOnceAMinute()
    {
        Pass(180);

        Assert.Equal([5, 65, 125], _reports.Seconds);
        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public void Write_OnlyTimesGrow_IsOnceAMinute()
    {
        _compose = () =>
            Reports.Whole with
            {
                UptimeSeconds = _time.GetTimestamp(),
                ClockDifferenceSeconds = _time.GetTimestamp(),
                Problems = [Reports.Whole.Problems[0] with { Seconds = _time.GetTimestamp() }],
            };

        Pass(120);

        Assert.Equal([5, 65], _reports.Seconds);
    }

    [Fact]
    public void Write_SomethingChanges_IsSoonAndTheMinuteBeginsAnew()
    {
        Pass(11);
        _compose = () => Reports.Whole with { Partitions = [] };
        Pass(21);
        _compose = () => Reports.Whole with { Partitions = [], Problems = [] };
        Pass(64);

        Assert.Equal([5, 15, 35, 95], _reports.Seconds);
        Assert.Empty(_reports.Written[^1].Problems);
    }

    [Fact]
    public void Write_SomethingChangesAllTheTime_IsEveryFiveSeconds()
    {
        int number = 0;
        _compose = () => Reports.Whole with { Partitions = [new WorkerPartition($"{number++}", true, null)] };

        Pass(30);

        Assert.Equal([5, 10, 15, 20, 25, 30], _reports.Seconds);
    }

    [Fact]
    public void Write_Fails_IsTriedAgainAndSaidOnce()
    {
        _reports.Fail = () => Task.FromException(new HttpRequestException("refused"));
        Pass(30);
        Assert.Equal([5, 10, 15, 20, 25, 30], _reports.Seconds);
        var (id, level, text) = Assert.Single(_logs.Lines);
        Assert.Equal((EventIds.ReportFailed, LogLevel.Warning), (id, level));
        Assert.Contains("refused", text, StringComparison.Ordinal);

        _reports.Fail = null;
        Pass(65);
        Assert.Equal([35, 95], _reports.Seconds.Skip(6));
        Assert.Single(_logs.Lines);

        _reports.Fail = () => Task.FromException(new HttpRequestException("refused"));
        Pass(120);
        Assert.Equal(2, _logs.Lines.Count);
        Assert.False(_running.IsCompleted);
    }

    [Fact]
    public void Write_ReportCannotBeComposed_IsSaidOnceAndTheLoopGoesOn()
    {
        _compose = () => throw new InvalidOperationException("odd");
        Pass(20);
        Assert.Equal(EventIds.ReportFailed, Assert.Single(_logs.Lines).Id);

        _compose = () => Reports.Whole;
        Pass(5);
        Assert.Single(_reports.Written);
    }

    [Fact]
    public void Write_NoAnswer_EndsAfterItsLimitAndTheNextOneComes()
    {
        _reports.Fail = () => new TaskCompletionSource().Task;
        Pass(15);
        Assert.Contains("no answer within 10 s", Assert.Single(_logs.Lines).Text, StringComparison.Ordinal);
        Pass(5);

        Assert.Equal([5, 20], _reports.Seconds);
    }

    [Fact]
    public async Task Stop_RequestIsUnderWay_DoesNotWaitForIt()
    {
        _reports.Fail = () => new TaskCompletionSource().Task;
        Pass(5);

        await _stopping.CancelAsync();
        await _running.WaitAsync(Deadline, Token);

        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public async Task End_ReportWasWritten_IsDeleted()
    {
        Pass(5);
        await StopAsync();

        await _sut.EndAsync();

        Assert.Equal([("w0", "w0/1")], _reports.Deleted);
        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public async Task End_AttemptWithoutAnswer_MayHaveArrivedAndIsDeleted()
    {
        _reports.Fail = () => new TaskCompletionSource().Task;
        Pass(5);
        await StopAsync();
        _reports.Fail = null;

        await _sut.EndAsync();

        Assert.Single(_reports.Deleted);
    }

    [Fact]
    public async Task End_NothingWasTried_AsksForNothing()
    {
        Pass(4);
        await StopAsync();

        await _sut.EndAsync();

        Assert.Empty(_reports.Deleted);
    }

    [Fact]
    public async Task End_Refused_IsSaidAndNoFailure()
    {
        Pass(5);
        await StopAsync();
        _reports.Fail = () => Task.FromException(new HttpRequestException("refused"));

        await _sut.EndAsync();

        Assert.Equal((EventIds.ReportNotDeleted, LogLevel.Warning), (_logs.Lines[0].Id, _logs.Lines[0].Level));
    }

    [Fact]
    public async Task End_NoAnswer_WaitsNoLongerThanItsLimit()
    {
        Pass(5);
        await StopAsync();
        _reports.Fail = () => new TaskCompletionSource().Task;

        var ending = _sut.EndAsync();
        Assert.False(ending.IsCompleted);
        _time.Advance(ReportLoop.EndLimit);
        await ending.WaitAsync(Deadline, Token);

        Assert.Equal([EventIds.ReportNotDeleted], _logs.Ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_ReportsOfTheLongGone_AreDeletedOnceAndIfNotByTheNext(bool fails)
    {
        _reports.FailOld = () => fails ? Task.FromException(new HttpRequestException("refused")) : Task.CompletedTask;

        Pass(180);

        Assert.Equal(1, _reports.OldDeleted);
        Assert.Equal([5, 65, 125], _reports.Seconds);
        Assert.Empty(_logs.Lines);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(Deadline);
    }

    /// <summary>Keeps what is written and when, and does with it what a test wants.</summary>
    private sealed class ListedReports(TimeProvider time) : IWorkerReports
    {
        public Func<Task>? Fail { get; set; }

        public Func<Task>? FailOld { get; set; }

        public List<WorkerReport> Written { get; } = [];

        public List<double> Seconds { get; } = [];

        public List<(string Name, string Owner)> Deleted { get; } = [];

        public int OldDeleted { get; private set; }

        public Task WriteAsync(WorkerReport report, CancellationToken cancellationToken)
        {
            Seconds.Add((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
            Written.Add(report);
            return Fail?.Invoke() ?? Task.CompletedTask;
        }

        public Task DeleteAsync(string name, string owner, CancellationToken cancellationToken)
        {
            Deleted.Add((name, owner));
            return Fail?.Invoke() ?? Task.CompletedTask;
        }

        public Task DeleteOldAsync(CancellationToken cancellationToken)
        {
            OldDeleted++;
            return FailOld?.Invoke() ?? Task.CompletedTask;
        }
    }
}
