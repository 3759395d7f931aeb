using ModelData.HubClient;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Fencing;

[Trait("Level", "Unit")]
public sealed class LooksTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeFleet _fleet = new();

    [Fact]
    public async Task Look_OwnerAndHubAsBefore_ProvesWhatHadBeenReceivedWhenItBegan()
    {
        var session = _fleet.Begin();
        session.Receive(7);

        await _fleet.Looks.LookAsync(Token);

        Assert.Equal(7, session.Proven);
        Assert.True(session.MayCommit(7));
        Assert.False(session.MayCommit(8));
    }

    [Fact]
    public async Task Look_EightAskDuringASlowOne_ShareTheNextAndARowOfMeanwhileIsProvenByThatOnly()
    {
        var session = _fleet.Begin();
        session.Receive(1);
        var gate = new TaskCompletionSource();
        _fleet.Gate = gate.Task;
        var slow = _fleet.Looks.LookAsync(Token);
        await Eventually.IsTrueAsync(() => _fleet.Asked == 1, Deadline, "the first look has begun");
        session.Receive(2);
        var flushes = Enumerable.Range(0, 8).Select(_ => _fleet.Looks.LookAsync(Token)).ToList();

        gate.SetResult();
        await slow;
        Assert.Equal(1, session.Proven);
        await AdvanceUntilAsync(Task.WhenAll(flushes));

        Assert.Equal(2, session.Proven);
        Assert.Equal(2, _fleet.Asked);
    }

    [Theory]
    [InlineData(1, 250)]
    [InlineData(5, 250)]
    [InlineData(20, 1000)]
    public async Task Look_AskedAgainAtOnce_WaitsForThePaceOfItsFleet(int workers, int milliseconds)
    {
        _fleet.Begin();
        for (int i = 1; i < workers; i++)
        {
            _fleet.Own($"{i}", $"w{i}/a");
        }

        await _fleet.Looks.LookAsync(Token);
        var second = _fleet.Looks.LookAsync(Token);
        _fleet.Time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.Equal(1, _fleet.Asked);
        Assert.False(second.IsCompleted);
        _fleet.Time.Advance(TimeSpan.FromMilliseconds(1));

        await second;
        Assert.Equal(2, _fleet.Asked);
    }

    [Fact]
    public async Task Look_AnotherSessionOwns_EndsThisOneAndWhatWasProvenStaysSoForAWhile()
    {
        var session = _fleet.Begin();
        session.Receive(3);
        await _fleet.Looks.LookAsync(Token);
        session.Receive(4);
        _fleet.Own("0", "w0/another-start-of-the-same-name");

        await AdvanceUntilAsync(_fleet.Looks.LookAsync(Token));

        Assert.Equal(SessionEnd.Lost, session.End);
        Assert.True(session.Ended.IsCancellationRequested);
        Assert.True(session.MayCommit(3));
        Assert.True(session.IsDropped(4));
        _fleet.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(session.MayCommit(3));
        Assert.True(session.IsDropped(3));
    }

    [Fact]
    public async Task Look_HubMadeAnew_EndsTheSessionAndWhatIsProvenIsStillCommitted()
    {
        var session = _fleet.Begin();
        session.Receive(3);
        await _fleet.Looks.LookAsync(Token);
        session.Receive(4);
        _fleet.CreatedAt = DateTimeOffset.UnixEpoch.AddDays(1);

        await AdvanceUntilAsync(_fleet.Looks.LookAsync(Token));

        Assert.Equal(SessionEnd.HubRecreated, session.End);
        Assert.False(session.IsDropped(3));
        Assert.True(session.MayCommit(3));
        Assert.True(session.IsDropped(4));
    }

    [Fact]
    public async Task Look_HubSaysNotFound_NothingIsProvenOrDropped()
    {
        var session = _fleet.Begin();
        session.Receive(3);
        _fleet.Gate = Task.FromException(
            new HubException(HubFailureReason.ResourceNotFound, isTransient: false, "gone")
        );

        await Assert.ThrowsAsync<LookFailedException>(() => _fleet.Looks.LookAsync(Token));

        Assert.Equal((SessionEnd.None, -1L), (session.End, session.Proven));
        Assert.False(session.IsDropped(3));
    }

    [Fact]
    public async Task Look_Hangs_FailsAfterItsLimitAndTheNextOneProves()
    {
        var session = _fleet.Begin();
        session.Receive(3);
        _fleet.Gate = new TaskCompletionSource().Task;
        var hanging = _fleet.Looks.LookAsync(Token);
        await Eventually.IsTrueAsync(() => _fleet.Asked == 1, Deadline, "the look has begun");

        _fleet.Time.Advance(Looks.Limit);
        await Assert.ThrowsAsync<LookFailedException>(() => hanging);
        Assert.Equal(-1, session.Proven);
        _fleet.Gate = Task.CompletedTask;
        await AdvanceUntilAsync(_fleet.Looks.LookAsync(Token));

        Assert.Equal(3, session.Proven);
    }

    [Fact]
    public async Task Look_AnswerOfOneThatBeganBeforeTheSession_SaysNothingOfIt()
    {
        var gate = new TaskCompletionSource();
        _fleet.Gate = gate.Task;
        var early = _fleet.Looks.LookAsync(Token);
        await Eventually.IsTrueAsync(() => _fleet.Asked == 1, Deadline, "the look has begun");
        var session = _fleet.Begin();
        session.Receive(5);

        gate.SetResult();
        await early;

        Assert.Equal(-1, session.Proven);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task AdvanceUntilAsync(Task task)
    {
        await Eventually.IsTrueAsync(
            () =>
            {
                _fleet.Time.Advance(Looks.Shortest);
                return task.IsCompleted;
            },
            Deadline,
            "the look is over"
        );
        await task;
    }
}
