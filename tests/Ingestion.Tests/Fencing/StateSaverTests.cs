using Azure;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Fleet;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Fencing;

[Trait("Level", "Unit")]
public sealed class StateSaverTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly RoutingSettings Csv = RoutingSettings.Create(padded: true, new OutputSettings());
    private static readonly RoutingSettings Parquet = RoutingSettings.Create(
        padded: true,
        new OutputSettings { Formats = "parquet" }
    );

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly CapturedLogs _logs = new();
    private readonly SlowStates _states = new();
    private readonly PartitionProgress _progress = Rows.Progress();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Switch_SaveTimesOutAndArrivesLater_IsKnownBeforeAnythingElseHappens(bool arrivesBeforeTheReadBack)
    {
        var sut = await ClaimAsync();
        _states.TimesOut = true;
        var switching = sut.SwitchAsync(_progress, Parquet, Token);
        await Eventually.IsTrueAsync(() => _states.Pending is not null, Deadline, "the save has timed out");
        if (arrivesBeforeTheReadBack)
        {
            await _states.ArriveAsync();
        }

        await AdvanceUntilAsync(switching);
        await _states.ArriveAsync();

        Assert.Equal(SaveOutcome.Saved, await switching);
        Assert.Equal(Parquet, sut.Routing);
        Assert.Equal(Parquet, (await _states.LoadAsync("0", Token)).State!.Routing);
        Complete(3);
        Assert.Equal(SaveOutcome.Saved, await sut.SaveAsync(_progress, Token));
        Assert.Equal(Parquet, (await _states.LoadAsync("0", Token)).State!.Routing);
    }

    [Fact]
    public async Task Save_WaitedForASwitch_CarriesTheRoutingOfTheSwitch()
    {
        var sut = await ClaimAsync();
        var gate = new TaskCompletionSource();
        _states.Gate = gate.Task;
        var switching = sut.SwitchAsync(_progress, Parquet, Token);
        Complete(3);
        var saving = sut.SaveAsync(_progress, Token);

        gate.SetResult();
        await Task.WhenAll(switching, saving);

        var (state, _) = await _states.LoadAsync("0", Token);
        Assert.Equal((Parquet, 3L), (state!.Routing, state.Position));
    }

    [Fact]
    public async Task Save_AnotherSessionOwnsTheState_IsSupersededAndNeverWritesAgain()
    {
        var sut = await ClaimAsync();
        var (state, etag) = await _states.LoadAsync("0", Token);
        await _states.TrySaveAsync("0", state! with { Owner = "w1/b" }, etag, Token);
        Complete(3);

        Assert.Equal(SaveOutcome.Superseded, await sut.SaveAsync(_progress, Token));
        int saves = _states.Saves;
        Assert.Equal(SaveOutcome.Superseded, await sut.SaveAsync(_progress, Token));

        Assert.Equal(saves, _states.Saves);
        Assert.Equal(("w1/b", -1L), await OwnerAndPositionAsync());
    }

    [Fact]
    public async Task Save_StateIsGone_IsSuperseded()
    {
        var sut = await ClaimAsync();
        _states.IsGone = true;
        Complete(3);

        Assert.Equal(SaveOutcome.Superseded, await sut.SaveAsync(_progress, Token));
    }

    [Fact]
    public async Task Save_AnswerOfItsOwnWriteWasLost_GoesOn()
    {
        var sut = await ClaimAsync();
        _states.LosesAnswer = true;
        Complete(3);
        Assert.Equal(SaveOutcome.Failed, await sut.SaveAsync(_progress, Token));
        Complete(4);

        Assert.Equal(SaveOutcome.Saved, await sut.SaveAsync(_progress, Token));

        Assert.Equal(("w0/a", 4L), await OwnerAndPositionAsync());
    }

    [Fact]
    public async Task Save_FailsAgainAndAgain_IsOneLineUntilItSucceeds()
    {
        var sut = await ClaimAsync();
        for (int outage = 1; outage <= 2; outage++)
        {
            for (int attempt = 0; attempt < 3; attempt++)
            {
                Complete(_progress.Position.SequenceNumber + 1);
                _states.LosesAnswer = true;
                Assert.Equal(SaveOutcome.Failed, await sut.SaveAsync(_progress, Token));
            }

            Assert.Equal(outage, _logs.Ids.Count(id => id == EventIds.StateSaveFailed));
            Complete(_progress.Position.SequenceNumber + 1);
            Assert.Equal(SaveOutcome.Saved, await sut.SaveAsync(_progress, Token));
        }
    }

    [Fact]
    public async Task Leave_ThenAnotherSave_KeepsTheFileForWhoeverClaimsNext()
    {
        var sut = await ClaimAsync();
        var file = new FileLeft("f/data*.csv#h", "f/data.csv");

        Assert.Equal(SaveOutcome.Saved, await sut.LeaveAsync(file, Token));
        Complete(3);
        await sut.SaveAsync(_progress, Token);

        Assert.Equal([file], sut.Left(file.Files));
        Assert.Equal([file], (await _states.LoadAsync("0", Token)).State!.FilesLeft!);
    }

    [Fact]
    public async Task Save_ClaimOfAHubMadeAnewHasNoAnswer_LeavesItsPosition()
    {
        var sut = await ClaimAsync();
        var (former, _) = await _states.LoadAsync("0", Token);
        _states.LosesAnswer = true;
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            sut.TryClaimAsync(former! with { Incarnation = "anew" }, Token)
        );
        Complete(3);

        await sut.SaveAsync(_progress, Token);

        var (state, _) = await _states.LoadAsync("0", Token);
        Assert.Equal(("anew", -1L), (state!.Incarnation, state.Position));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Complete(long sequence)
    {
        for (long next = _progress.Position.SequenceNumber + 1; next <= sequence; next++)
        {
            Rows.Event(_progress, next).Complete();
        }
    }

    private async Task<(string?, long)> OwnerAndPositionAsync()
    {
        var (state, _) = await _states.LoadAsync("0", Token);
        return (state!.Owner, state.Position);
    }

    private async Task<StateSaver> ClaimAsync()
    {
        var sut = new StateSaver(
            "0",
            _states,
            new NoCheckpoints(),
            Options.Create(new ManifestSettings { Enabled = false }),
            Committers.Metrics,
            _time,
            _logs.CreateLogger<StateSaver>()
        );
        var start = new StartingPoint(false, PartitionPosition.Start, new DuplicateMemory(TimeSpan.FromHours(1)), Csv);
        await sut.LoadAsync(Token);
        Assert.True(await sut.TryClaimAsync(start.ToState(Rows.Incarnation, "w0/a", former: null), Token));
        return sut;
    }

    private Task AdvanceUntilAsync(Task task) =>
        Eventually.IsTrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return task.IsCompleted;
            },
            Deadline,
            "it is over"
        );

    /// <summary>States whose saves may take their time, or arrive when nobody waits any more.</summary>
    private sealed class SlowStates : IStateStore
    {
        private readonly InMemoryStates _inner = new();

        public bool TimesOut { get; set; }

        public bool LosesAnswer { get; set; }

        public bool IsGone { get; set; }

        public Task Gate { get; set; } = Task.CompletedTask;

        public int Saves { get; private set; }

        public Func<Task>? Pending { get; private set; }

        public async Task ArriveAsync()
        {
            var arrive = Pending;
            Pending = null;
            await (arrive?.Invoke() ?? Task.CompletedTask);
        }

        public Task<(PartitionState? State, ETag? ETag)> LoadAsync(string partitionId, CancellationToken token) =>
            IsGone ? Task.FromResult<(PartitionState?, ETag?)>((null, null)) : _inner.LoadAsync(partitionId, token);

        public IAsyncEnumerable<ListedState> ListAsync(CancellationToken cancellationToken) =>
            _inner.ListAsync(cancellationToken);

        public async Task<ETag?> TrySaveAsync(
            string partitionId,
            PartitionState state,
            ETag? ifMatch,
            CancellationToken token
        )
        {
            await Gate;
            Saves++;
            if (TimesOut)
            {
                TimesOut = false;
                Pending = () => _inner.TrySaveAsync(partitionId, state, ifMatch, default);
                throw new TimeoutException("no answer");
            }

            if (IsGone)
            {
                return null;
            }

            var etag = await _inner.TrySaveAsync(partitionId, state, ifMatch, token);
            if (LosesAnswer)
            {
                LosesAnswer = false;
                throw new HttpRequestException("lost");
            }

            return etag;
        }
    }
}
