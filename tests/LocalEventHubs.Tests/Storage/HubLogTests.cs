using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.Storage;

[Trait("Level", "Integration")]
public sealed class HubLogTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_ManyEvents_AreReadBackInOrderWithoutGaps()
    {
        await using HubLog sut = CreateSut();
        for (int i = 0; i < 500; i++)
        {
            await AppendAsync(sut.Partitions[1], CreateEvent(i, 5000));
        }

        AssertHolds(sut.Partitions[1], 0, 500);
        Assert.Equal(0, sut.Partitions[0].End.NextSequence);
        Assert.Equal(-1, sut.Partitions[0].End.LastOffset);
    }

    [Fact]
    public async Task Open_AfterRestart_GoesOnWhereItWas()
    {
        long offset;
        await using (HubLog first = CreateSut())
        {
            await AppendAsync(first.Partitions[0], CreateEvent(0, 100));
            await AppendAsync(first.Partitions[0], CreateEvent(1, 100));
            offset = first.Partitions[0].End.LastOffset;
        }

        await using HubLog sut = CreateSut();
        Assert.Equal(2, sut.Partitions[0].End.NextSequence);
        Assert.Equal(offset, sut.Partitions[0].End.LastOffset);
        await AppendAsync(sut.Partitions[0], CreateEvent(2, 100));

        AssertHolds(sut.Partitions[0], 0, 3);
        Assert.True(sut.Partitions[0].End.LastOffset > offset + 1);
    }

    [Fact]
    public async Task Append_MoreThanASegment_IsReadAcrossFiles()
    {
        await using (HubLog first = CreateSut(segmentBytes: 256 * 1024, tailCacheBytes: 0))
        {
            for (int i = 0; i < 60; i++)
            {
                await AppendAsync(first.Partitions[i % 2], CreateEvent(i / 2, 20_000));
            }

            AssertHolds(first.Partitions[0], 0, 30);
        }

        await using HubLog sut = CreateSut();
        AssertHolds(sut.Partitions[0], 0, 30);
        AssertHolds(sut.Partitions[1], 0, 30);
        Assert.True(Directory.GetFiles(_folder.Path, "*.log.db").Length > 3);
    }

    [Fact]
    public async Task Append_ClockGoesBack_TimeDoesNot()
    {
        var time = new SteppingTimeProvider();
        await using HubLog sut = CreateSut(timeProvider: time);
        await AppendAsync(sut.Partitions[0], CreateEvent(0, 10));
        long first = sut.Partitions[0].End.LastTime;
        time.Now -= TimeSpan.FromHours(1);
        await AppendAsync(sut.Partitions[0], CreateEvent(1, 10));

        Assert.Equal(first, sut.Partitions[0].End.LastTime);
    }

    [Fact]
    public async Task RemoveExpired_OldEvents_AreGoneAndNumbersGoOn()
    {
        await using (HubLog first = CreateSut(retention: TimeSpan.FromHours(1), tailCacheBytes: 0))
        {
            await AppendAsync(first.Partitions[0], CreateEvent(0, 100));
            _time.Advance(TimeSpan.FromHours(2));
            first.RemoveExpired();
            await AppendAsync(first.Partitions[0], CreateEvent(1, 100));

            Assert.Equal(1, first.RemoveExpired());
            Assert.Equal(1, first.Partitions[0].FirstSequence);
            // A reader that is too late goes on at what is left.
            EventBlock? block = first.Partitions[0].Read(0);
            Assert.Equal(1, block?.FirstSequence);

            _time.Advance(TimeSpan.FromHours(2));
            first.RemoveExpired();
            await AppendAsync(first.Partitions[1], CreateEvent(0, 100));
            Assert.Equal(1, first.RemoveExpired());
            Assert.Equal(2, first.Partitions[0].FirstSequence);
            Assert.Equal(2, first.Partitions[0].End.NextSequence);
        }

        await using HubLog sut = CreateSut();
        Assert.Equal(2, sut.Partitions[0].End.NextSequence);
        Assert.Equal(1, sut.Partitions[0].End.LastSequence);
        Assert.Null(sut.Partitions[0].Read(0));
    }

    [Fact]
    public async Task Append_ManySmallCommits_TheWriteAheadLogStartsOver()
    {
        await using HubLog sut = CreateSut();
        for (int i = 0; i < 1000; i++)
        {
            await AppendAsync(sut.Partitions[0], CreateEvent(i, 10));
        }

        // Each commit writes at least one page of 4 KB, mostly two: 6 MB without starting over.
        string log = Assert.Single(Directory.GetFiles(_folder.Path, "*.log.db-wal"));
        Assert.InRange(new FileInfo(log).Length, 1, 3 * 1024 * 1024);
        AssertHolds(sut.Partitions[0], 0, 1000);
    }

    [Fact]
    public async Task Open_AgainAndAgain_LeavesNoEmptyFiles()
    {
        await using (HubLog first = CreateSut())
        {
            await AppendAsync(first.Partitions[0], CreateEvent(0, 10));
        }

        for (int i = 0; i < 5; i++)
        {
            await CreateSut().DisposeAsync();
        }

        Assert.Equal(2, Directory.GetFiles(_folder.Path, "*.log.db").Length);
        await using HubLog sut = CreateSut();
        AssertHolds(sut.Partitions[0], 0, 1);
    }

    [Fact]
    public async Task Append_ManyThreads_EachBatchStaysTogether()
    {
        await using HubLog sut = CreateSut();
        byte[] batch = [.. CreateEvent(1, 50), .. CreateEvent(2, 50), .. CreateEvent(3, 50)];
        int one = batch.Length / 3;
        Range[] events = [new(0, one), new(one, 2 * one), new(2 * one, 3 * one)];
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    await Task.Yield();
                    for (int i = 0; i < 100; i++)
                    {
                        var listener = new Listener();
                        sut.Partitions[0].Append(batch, events, default, listener);
                        await listener.Task.WaitAsync(Deadline);
                    }
                })
        );

        List<int> numbers = ReadNumbers(sut.Partitions[0], 0);
        Assert.Equal(2400, numbers.Count);
        Assert.All(numbers.Chunk(3), triple => Assert.Equal([1, 2, 3], triple));
    }

    [Fact]
    public async Task Append_DiskRefuses_TellsAndBurnsNoNumber()
    {
        await using HubLog sut = CreateSut();
        await AppendAsync(sut.Partitions[0], CreateEvent(0, 100));
        // Somebody else writes to the same file and does not let go.
        string file = Directory.GetFiles(_folder.Path, "*.log.db").Single();
        using (
            Microsoft.Data.Sqlite.SqliteConnection other = SegmentSchema.Open(file, create: false, synchronous: false)
        )
        {
            SegmentSchema.Execute(other, "drop table block");
        }

        await Assert.ThrowsAnyAsync<Exception>(() => AppendAsync(sut.Partitions[0], CreateEvent(1, 100)));

        Assert.Equal(1, sut.Partitions[0].End.NextSequence);
    }

    [Fact]
    public async Task Open_CreationWasCutShort_StartsAnew()
    {
        await File.WriteAllBytesAsync(
            Path.Combine(_folder.Path, "00000001.log.db"),
            [],
            TestContext.Current.CancellationToken
        );

        await using HubLog sut = CreateSut();
        await AppendAsync(sut.Partitions[0], CreateEvent(0, 10));
        AssertHolds(sut.Partitions[0], 0, 1);
    }

    [Fact]
    public async Task Append_LargeBlocksAmongSmallOnes_AreReadBackAfterARestart()
    {
        await using (HubLog first = CreateSut(tailCacheBytes: 0))
        {
            for (int i = 0; i < 30; i++)
            {
                await AppendAsync(first.Partitions[0], CreateEvent(i, i % 3 == 0 ? 100 : 50_000 * (i % 3)));
            }

            AssertHolds(first.Partitions[0], 0, 30);
        }

        Assert.Equal(10 * 100_000, FindBeside().Sum(file => new FileInfo(file).Length), 10_000d);
        await using HubLog sut = CreateSut();
        AssertHolds(sut.Partitions[0], 0, 30);
    }

    [Fact]
    public async Task Open_BytesBesideThatNoCommitNames_DoNotExist()
    {
        await using (HubLog first = CreateSut())
        {
            await AppendAsync(first.Partitions[0], CreateEvent(0, 100_000));
        }

        // Killed between the events and the transaction that names them.
        await File.AppendAllBytesAsync(
            Assert.Single(FindBeside()),
            new byte[100_000],
            TestContext.Current.CancellationToken
        );

        await using HubLog sut = CreateSut();
        Assert.Equal(1, sut.Partitions[0].End.NextSequence);
        await AppendAsync(sut.Partitions[0], CreateEvent(1, 100_000));
        AssertHolds(sut.Partitions[0], 0, 2);
    }

    [Fact]
    public async Task Read_FileBesideWasCutOff_SaysSoInsteadOfGivingZeros()
    {
        await using HubLog sut = CreateSut(tailCacheBytes: 0);
        await AppendAsync(sut.Partitions[0], CreateEvent(0, 100_000));

        string file = Assert.Single(FindBeside());
        await using (
            FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)
        )
        {
            stream.SetLength(50_000);
        }

        var e = Assert.Throws<IOException>(() => sut.Partitions[0].Read(0));
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemoveExpired_LargeBlocks_NothingIsLeftBeside()
    {
        await using HubLog sut = CreateSut(retention: TimeSpan.FromHours(1), tailCacheBytes: 0);
        await AppendAsync(sut.Partitions[0], CreateEvent(0, 100_000));
        _time.Advance(TimeSpan.FromHours(2));
        sut.RemoveExpired();
        await AppendAsync(sut.Partitions[0], CreateEvent(1, 100));

        Assert.Equal(1, sut.RemoveExpired());
        Assert.Empty(FindBeside());
    }

    private string[] FindBeside() => Directory.GetFiles(_folder.Path, "*-events");

    private static byte[] CreateEvent(int number, int bytes)
    {
        var content = new byte[bytes];
        BitConverter.TryWriteBytes(content, number);
        return [0x00, 0x53, 0x75, 0xB0, .. BigEndian(bytes), .. content];
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static Task AppendAsync(PartitionLog partition, byte[] message)
    {
        var listener = new Listener();
        partition.Append(message, [new Range(0, message.Length)], default, listener);
        return listener.Task.WaitAsync(Deadline);
    }

    private static void AssertHolds(PartitionLog partition, long from, int count) =>
        Assert.Equal(Enumerable.Range((int)from, count), ReadNumbers(partition, from));

    private static List<int> ReadNumbers(PartitionLog partition, long sequence)
    {
        var numbers = new List<int>();
        while (partition.Read(sequence) is { } block)
        {
            int position = 0;
            for (int i = 0; i < block.Count; i++)
            {
                ReadOnlySpan<byte> stored = block.PayloadArray.AsSpan(position, block.GetLength(i));
                position += stored.Length;
                int body = stored.IndexOf<byte>([0x00, 0x53, 0x75, 0xB0]);
                if (block.FirstSequence + i >= sequence)
                {
                    numbers.Add(BitConverter.ToInt32(stored[(body + 8)..]));
                }
            }

            sequence = block.EndSequence;
            block.Release();
        }

        return numbers;
    }

    private HubLog CreateSut(
        TimeSpan? retention = null,
        long segmentBytes = 1024 * 1024,
        long tailCacheBytes = 1024 * 1024,
        TimeProvider? timeProvider = null
    ) =>
        HubLog.Open(
            new HubLogOptions
            {
                Folder = _folder.Path,
                PartitionCount = 2,
                Retention = retention ?? Timeout.InfiniteTimeSpan,
                SegmentBytes = segmentBytes,
                TailCacheBytes = tailCacheBytes,
                TimeProvider = timeProvider ?? _time,
            },
            NullLogger.Instance
        );

    private sealed class Listener : IAppendListener
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _done.Task;

        public void OnCommitted(Exception? failure)
        {
            if (failure is null)
            {
                _done.SetResult();
            }
            else
            {
                _done.SetException(failure);
            }
        }
    }

    private sealed class SteppingTimeProvider : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
