using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.DeadLetters;

[Trait("Level", "Unit")]
public sealed class LetterBufferTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly InMemoryDataBlobs _blobs = new();

    [Fact]
    public async Task Add_Many_AreFewCommitsInPacksOfAThousandAndThePositionFollows()
    {
        using var sut = new LetterPartition(_blobs, _time);
        using var counted = new CounterSum(sut.Metrics.Meter, "modeldata.dead_letters");
        await sut.AddAsync(500, 2_000);
        Assert.Equal(-1, sut.Position);
        await ReachesAsync(sut, 2_499);
        Assert.Equal(Numbers(500, 2_000), LetterPartition.Read(_blobs));
        Assert.Equal(3, _blobs.Names().Count);
        Assert.Equal(3, _blobs.Commits);
        Assert.Equal(2_000, counted.Sum);
        Assert.Equal(0, sut.Budget.UsedBytes);
    }

    [Fact]
    public async Task Add_One_IsWrittenWhenItHasWaited()
    {
        using var sut = new LetterPartition(_blobs, _time);
        await sut.AddAsync(7);
        _time.Advance(LetterBuffer.MaxAge - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_blobs.Names());
        await ReachesAsync(sut, 7);
        Assert.EndsWith("/0/00000000000000000000-pack.jsonl", Assert.Single(_blobs.Names()));
    }

    [Fact]
    public async Task Add_ManyBytes_AreWrittenWithoutWaiting()
    {
        using var sut = new LetterPartition(_blobs, _time);
        for (int i = 0; i < 5; i++)
        {
            await sut.AddAsync(i, bodyBytes: 1_000_000);
        }

        await Eventually.IsTrueAsync(() => sut.Position >= 3, Deadline, () => $"{sut.Position}");
    }

    [Fact]
    public async Task End_WhatThereIs_IsWrittenWithoutWaiting()
    {
        using var sut = new LetterPartition(_blobs, _time);
        await sut.AddAsync(0, 3);
        sut.End();
        await Eventually.IsTrueAsync(() => sut.Position == 2, Deadline, () => $"{sut.Position}");
    }

    [Fact]
    public async Task Add_EventsThatWereWrittenBefore_AreLeftOutAndNotCounted()
    {
        using (var before = new LetterPartition(_blobs, _time))
        {
            await before.AddAsync(0, 1_500);
            await ReachesAsync(before, 1_499);
        }

        using var sut = new LetterPartition(_blobs, _time);
        using var counted = new CounterSum(sut.Metrics.Meter, "modeldata.dead_letters");
        await sut.AddAsync(900, 700);
        await ReachesAsync(sut, 1_599);
        Assert.Equal(Numbers(0, 1_600), LetterPartition.Read(_blobs));
        Assert.Equal(100, counted.Sum);
    }

    [Fact]
    public async Task Add_TwoOwners_EachLetterIsThereOnce()
    {
        using var stale = new LetterPartition(_blobs, _time);
        using var owner = new LetterPartition(_blobs, _time);
        await stale.AddAsync(0, 10);
        await ReachesAsync(stale, 9);
        await stale.AddAsync(10, 20);
        await owner.AddAsync(0, 25);
        await ReachesAsync(owner, 24);
        await ReachesAsync(stale, 29);
        Assert.Equal(Numbers(0, 30), LetterPartition.Read(_blobs));
    }

    [Fact]
    public async Task Write_AnswerIsLost_IsThereOnceAndCountedOnce()
    {
        using var sut = new LetterPartition(_blobs, _time);
        using var counted = new CounterSum(sut.Metrics.Meter, "modeldata.dead_letters");
        await sut.AddAsync(0, 5);
        await ReachesAsync(sut, 4);
        int losses = 3;
        _blobs.After = (operation, _) =>
        {
            if (operation == "commit" && losses-- > 0)
            {
                throw InMemoryDataBlobs.Failure(500, BlobErrorCode.InternalError);
            }
        };
        await sut.AddAsync(5, 5);
        await ReachesAsync(sut, 9);
        await sut.AddAsync(10, 5);
        await ReachesAsync(sut, 14);
        Assert.Equal(Numbers(0, 15), LetterPartition.Read(_blobs));
        Assert.Equal(15, counted.Sum);
    }

    [Fact]
    public async Task Write_StorageIsAway_LettersWaitInABoundedPartOfTheMemoryAndThePositionWithThem()
    {
        bool isAway = true;
        _blobs.Before = (_, _) =>
        {
            if (isAway)
            {
                throw InMemoryDataBlobs.Failure(503, BlobErrorCode.ServerBusy);
            }
        };
        using var sut = new LetterPartition(_blobs, _time, budget: new MemoryBudget(400_000));
        var adding = sut.AddAsync(0, 1_000);
        for (int i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(adding.IsCompleted);
        Assert.Equal(-1, sut.Position);
        Assert.InRange(sut.Budget.UsedBytes, 50_000, 100_000);
        isAway = false;
        await ReachesAsync(sut, 999);
        await adding;
        Assert.Equal(Numbers(0, 1_000), LetterPartition.Read(_blobs));
        Assert.Equal(0, sut.Budget.UsedBytes);
    }

    [Fact]
    public async Task Write_NotProven_IsNeverWrittenAndThePositionNeverPasses()
    {
        var proof = new GatedProof();
        using var sut = new LetterPartition(_blobs, _time, proof);
        await sut.AddAsync(0, 3);
        await Eventually.IsTrueAsync(() => Advance() && proof.Asked == 2, Deadline, () => $"{proof.Asked}");
        // What comes while a look is under way waits for the next one.
        await sut.AddAsync(3, 3);
        Assert.Empty(_blobs.Names());
        proof.Answer(true);
        await Eventually.IsTrueAsync(() => Advance() && proof.Asked == 5, Deadline, () => $"{proof.Asked}");
        Assert.Equal(2, sut.Position);
        proof.Answer(false);
        await Eventually.IsTrueAsync(() => sut.Budget.UsedBytes == 0, Deadline, () => "the memory to be free");
        Assert.Equal(2, sut.Position);
        Assert.Equal(Numbers(0, 3), LetterPartition.Read(_blobs));
    }

    [Fact]
    public async Task Write_SomeAreProvenWhenTheSessionEnds_TheseAreWrittenAndThePositionFollows()
    {
        using var sut = new LetterPartition(_blobs, _time, new ProofUpTo(3));
        await sut.AddAsync(0, 8);
        await Eventually.IsTrueAsync(
            () => Advance() && sut.Budget.UsedBytes == 0,
            Deadline,
            () => "the memory to be free"
        );
        Assert.Equal(3, sut.Position);
        Assert.Equal(Numbers(0, 4), LetterPartition.Read(_blobs));
    }

    [Fact]
    public async Task Add_NoMemoryLeft_ALargeLetterIsNotEncodedBefore()
    {
        const int BodyBytes = 8 << 20;
        using var sut = new LetterPartition(_blobs, _time);
        Assert.True(sut.Budget.TryReserve(sut.Budget.CapacityBytes));
        long before = GC.GetAllocatedBytesForCurrentThread();

        var adding = sut.AddAsync(0, BodyBytes, "too-large");

        // The body itself is the test's.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, BodyBytes, BodyBytes + (BodyBytes / 4));
        Assert.False(adding.IsCompleted);
        sut.Budget.Release(sut.Budget.CapacityBytes);
        await adding;
        await ReachesAsync(sut, 0);
        Assert.Equal(0, sut.Budget.UsedBytes);
    }

    [Theory]
    [InlineData("load")]
    [InlineData("stage")]
    [InlineData("commit")]
    public async Task Write_FailsInAWayThatWaitingDoesNotMend_ThePartitionStopsAndSaysSo(string operation)
    {
        _blobs.Before = (it, _) =>
        {
            if (it == operation)
            {
                throw new InvalidOperationException("a mistake");
            }
        };
        using var sut = new LetterPartition(_blobs, _time);
        await sut.AddAsync(998, 5);

        await Eventually.IsTrueAsync(
            () => Advance() && sut.Progress.Session.End == SessionEnd.Failed,
            Deadline,
            () => "the session to end"
        );
        Assert.Contains("a mistake", sut.Progress.Session.Problem, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(() => sut.Budget.UsedBytes == 0, Deadline, () => "the memory to be free");
        Assert.Equal((-1, 0), (sut.Position, sut.Progress.PendingCount));
        Assert.Empty(_blobs.Names());
    }

    private bool Advance()
    {
        _time.Advance(LetterBuffer.MaxAge);
        return true;
    }

    private Task ReachesAsync(LetterPartition sut, long position) =>
        Eventually.IsTrueAsync(
            () => Advance() && sut.Position == position,
            Deadline,
            () => $"the position to be {position}; it is {sut.Position}"
        );

    private static IEnumerable<long> Numbers(int first, int count) =>
        Enumerable.Range(first, count).Select(number => (long)number);

    private sealed class ProofUpTo(long last) : IProof
    {
        public ValueTask<bool> ProveAsync(long sequenceNumber, CancellationToken cancellationToken) =>
            new(sequenceNumber <= last);
    }

    private sealed class GatedProof : IProof
    {
        private TaskCompletionSource<bool> _answer = new();
        private bool _hasEnded;

        public long Asked { get; private set; } = -1;

        public void Answer(bool isProven)
        {
            var answer = _answer;
            _hasEnded = !isProven;
            _answer = new TaskCompletionSource<bool>();
            answer.SetResult(isProven);
        }

        public async ValueTask<bool> ProveAsync(long sequenceNumber, CancellationToken cancellationToken)
        {
            var answer = _answer.Task;
            Asked = sequenceNumber;
            return !_hasEnded && await answer;
        }
    }
}
