using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>A storage that is away is said when it begins, once a minute, and when it ends, whatever the number of files.</summary>
[Trait("Level", "Unit")]
public sealed class StorageOutageTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CapturedLogs _logs = new();

    [Theory]
    [InlineData("Unavailable")]
    [InlineData("Refused")]
    public void Failed_ThreeFilesForAMinuteAndAHalf_IsThreeLines(string kind)
    {
        var sut = Create();
        var failure = Enum.Parse<StorageFailure>(kind);
        object[] writers = [new(), new(), new()];
        for (int second = 0; second < 90; second += 5)
        {
            foreach (object writer in writers)
            {
                sut.Failed(writer, "a file", failure, "no route");
            }

            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Array.ForEach(writers, sut.Succeeded);
        Array.ForEach(writers, sut.Succeeded);

        Assert.Equal([EventIds.StorageAway, EventIds.StorageStillAway, EventIds.StorageBack], _logs.Ids);
        Assert.Contains("no route", _logs.Lines[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("3 files have waited for up to 00:01:00", _logs.Lines[1].Text, StringComparison.Ordinal);
        Assert.Contains("00:01:30", _logs.Lines[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Succeeded_SomeStillWait_ItGoesOn()
    {
        var sut = Create();
        object first = new();
        object second = new();
        sut.Failed(first, "a", StorageFailure.Unavailable, "");
        sut.Failed(second, "b", StorageFailure.Unavailable, "");
        sut.Succeeded(first);
        Assert.Equal([EventIds.StorageAway], _logs.Ids);
        sut.Succeeded(second);
        sut.Failed(first, "a", StorageFailure.Unavailable, "");
        Assert.Equal([EventIds.StorageAway, EventIds.StorageBack, EventIds.StorageAway], _logs.Ids);
    }

    [Fact]
    public void Succeeded_TheOnlyOneThatWaitedIsGone_ItEnds()
    {
        var sut = Create();
        sut.Failed(new object(), "a", StorageFailure.Unavailable, "");
        _time.Advance(TimeSpan.FromMinutes(4));
        sut.Succeeded(new object());
        Assert.Equal([EventIds.StorageAway, EventIds.StorageBack], _logs.Ids);
    }

    [Fact]
    public void Failed_AnotherWriterWasFaster_IsNoOutage()
    {
        Create().Failed(new object(), "a", StorageFailure.Conflict, "");
        Assert.Empty(_logs.Ids);
    }

    [Fact]
    public async Task TryCommit_StorageIsAwayForManyAttempts_IsSaidOnceAndThatItIsBack()
    {
        var blobs = new InMemoryDataBlobs();
        var sut = Committers.Create(
            FileKind.Csv,
            blobs,
            "s/g/w/v/m/1/inputs/2026/01/01",
            loggers: _logs.Factory,
            time: _time
        );
        var buffer = new RowBuffer(new ChunkPool(1 << 20), Rows.Schema, 0);
        Rows.Append(buffer, Rows.Event(Rows.Progress(), 0));
        blobs.Before = (_, _) => throw new RequestFailedException(503, "The server is busy", "ServerBusy", null);
        for (int attempt = 0; attempt < 10; attempt++)
        {
            Assert.Equal(CommitOutcome.Unavailable, await sut.TryCommitAsync(buffer, Token));
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        blobs.Before = (_, _) => { };
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal([EventIds.StorageAway, EventIds.StorageBack], _logs.Ids);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private StorageOutage Create() => new(_time, _logs.CreateLogger<StorageOutage>());
}
