using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// The files of a log that was killed, damaged: what was acknowledged is there whole, or the damage is said. Nothing between.
/// </summary>
[Trait("Level", "Integration")]
public sealed class DamageTests : IDisposable
{
    private const int Events = 60;
    private const int Flips = 40;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".log.db-wal", 0.0)]
    [InlineData(".log.db-wal", 0.1)]
    [InlineData(".log.db-wal", 0.5)]
    [InlineData(".log.db-wal", 0.999)]
    public async Task Open_FileWithAFlippedByte_IsRefused(string end, double at)
    {
        string folder = await KillAsync();

        Flip(Find(folder, end), at);

        AssertRefused(folder);
    }

    [Theory]
    [InlineData(".log.db-wal")]
    [InlineData(".log.db")]
    [InlineData("-events")]
    [InlineData("acknowledged")]
    [InlineData("")]
    public async Task Open_FilesGone_IsRefused(string end)
    {
        string folder = await KillAsync();

        foreach (string file in Directory.GetFiles(folder, "*" + end))
        {
            File.Delete(file);
        }

        AssertRefused(folder);
    }

    [Theory]
    [InlineData(".log.db-wal", 0.9)]
    [InlineData(".log.db-wal", 0.5)]
    [InlineData(".log.db-wal", 0.0)]
    [InlineData(".log.db", 0.0)]
    [InlineData("-events", 0.9)]
    [InlineData("-events", 0.0)]
    [InlineData("acknowledged", 0.4)]
    [InlineData("acknowledged", 0.0)]
    public async Task Open_FileCutOff_IsRefused(string end, double at)
    {
        string folder = await KillAsync();

        await using (FileStream file = File.OpenWrite(Find(folder, end)))
        {
            file.SetLength((long)(file.Length * at));
        }

        AssertRefused(folder);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Open_SegmentGone_IsRefused(int index)
    {
        string folder = await KillAsync(segmentBytes: 256 * 1024);
        string[] segments = [.. Directory.GetFiles(folder, "*.log.db").Order()];
        Assert.True(segments.Length > 3);

        LogSegment.Delete(segments[index < 0 ? segments.Length - 1 : index]);

        AssertRefused(folder);
    }

    [Fact]
    public async Task Read_EventsWithAFlippedByte_IsRefused()
    {
        string folder = await KillAsync();

        Flip(Find(folder, "-events"), 0.5);

        await using HubLog sut = Open(folder);
        var e = Assert.Throws<DamagedLogException>(() => Read(sut));
        Assert.Contains("checksum", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.7)]
    public async Task Open_OneSlotOfTheRecordDamaged_TheOtherIsUsed(double at)
    {
        string folder = await KillAsync();

        Flip(Find(folder, "acknowledged"), at);

        await using HubLog sut = Open(folder);
        AssertWhole(Read(sut));
    }

    [Fact]
    public async Task Open_WithoutDamage_IsWholeAgainAndAgain()
    {
        string folder = await KillAsync(segmentBytes: 256 * 1024);
        File.Delete(Directory.GetFiles(folder, "*.log.db-shm")[0]);
        for (int i = 0; i < 3; i++)
        {
            await using HubLog sut = Open(folder);
            AssertWhole(Read(sut));
        }
    }

    [Fact]
    public async Task Open_RetentionWasCutShort_IsNoDamage()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        string left = Directory.CreateDirectory(Path.Combine(_folder.Path, "left")).FullName;
        await using (HubLog log = Open(left, 256 * 1024, time))
        {
            await AppendAsync(log, 0, Events / 2);
            string killed = Copy(left, "before");
            time.Advance(TimeSpan.FromHours(2));
            await AppendAsync(log, Events / 2, Events);
            Assert.True(log.RemoveExpired() > 0);
            // Removed from the record, not yet from the disk.
            foreach (string file in Directory.GetFiles(killed).Where(it => !File.Exists(Beside(left, it))).ToList())
            {
                File.Copy(file, Beside(left, file));
            }
        }

        await using HubLog sut = Open(left, timeProvider: time);
        Assert.True(sut.Partitions[0].End.NextSequence > 0);
    }

    [Fact]
    public async Task Open_AnyByteFlipped_IsWholeOrRefused()
    {
        string killed = await KillAsync(segmentBytes: 512 * 1024);
        var random = new Random(20261129);
        string[] files = [.. Directory.GetFiles(killed).Where(it => new FileInfo(it).Length > 0).Order()];
        int refused = 0;
        for (int i = 0; i < Flips; i++)
        {
            string folder = Copy(killed, "flip");
            string file = Beside(folder, files[i % files.Length]);
            double at = random.NextDouble();
            Flip(file, at);
            try
            {
                await using HubLog sut = Open(folder);
                AssertWhole(Read(sut), $"byte {at} of {file}");
            }
            catch (IOException)
            {
                refused++;
            }

            Directory.Delete(folder, recursive: true);
        }

        Assert.True(refused > Flips / 4, $"{refused} of {Flips} were seen.");
    }

    [Theory]
    [InlineData("update partition_base set next_offset = next_offset - 1 where partition = 1")]
    [InlineData("update partition_base set last_time = last_time + 1 where partition = 0")]
    [InlineData("update partition_base set partition = 7 where partition = 1")]
    [InlineData("update partition_base set next_sequence = 'a' where partition = 1")]
    [InlineData(
        "drop table partition_base; create table partition_base (partition, next_sequence, next_offset, last_offset, last_time);"
            + "insert into partition_base values (null, 0, 0, 0, 0)"
    )]
    public async Task Open_WhereASegmentBeginsIsDamaged_IsRefused(string damage)
    {
        string folder = await KillAsync(segmentBytes: 256 * 1024);
        string segment = Directory.GetFiles(folder, "*.log.db").Order().Last();
        using (var connection = SegmentSchema.Open(segment, create: false, synchronous: false))
        {
            SegmentSchema.Execute(connection, damage);
        }

        AssertRefused(folder);
    }

    private static string Beside(string folder, string file) => Path.Combine(folder, Path.GetFileName(file));

    private static string Find(string folder, string end) =>
        Directory.GetFiles(folder, "*" + end).Order().First(it => end != ".log.db-wal" || new FileInfo(it).Length > 0);

    private static void Flip(string file, double at)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(bytes.Length * at)] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }

    private static void AssertRefused(string folder)
    {
        var e = Assert.Throws<DamagedLogException>(() => Open(folder));
        Assert.Contains(folder, e.Message, StringComparison.Ordinal);
        Assert.Contains("put ", e.Message, StringComparison.Ordinal);
        // A refusal changes nothing: the files are somebody's last copy.
        Assert.Throws<DamagedLogException>(() => Open(folder));
    }

    private static void AssertWhole(List<(int Partition, int Number)> read, string when = "") =>
        Assert.True(
            read.SequenceEqual(
                from partition in Enumerable.Range(0, 2)
                from number in Enumerable.Range(0, Events)
                where number % 2 == partition
                select (partition, number)
            ),
            $"{when}: {string.Join(", ", read)}"
        );

    private static HubLog Open(string folder, long segmentBytes = 8 * 1024 * 1024, TimeProvider? timeProvider = null) =>
        HubLog.Open(
            new HubLogOptions
            {
                Folder = folder,
                IsKnown =
                    Directory.Exists(folder)
                    && timeProvider is null
                    && !folder.EndsWith("live", StringComparison.Ordinal),
                PartitionCount = 2,
                Retention = timeProvider is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromHours(1),
                SegmentBytes = segmentBytes,
                TailCacheBytes = 0,
                TimeProvider = timeProvider ?? TimeProvider.System,
            },
            NullLogger.Instance
        );

    // What a process that is killed leaves is what the system has at that moment.
    private async Task<string> KillAsync(long segmentBytes = 8 * 1024 * 1024)
    {
        string live = Directory.CreateDirectory(Path.Combine(_folder.Path, "live")).FullName;
        await using HubLog log = Open(live, segmentBytes);
        await AppendAsync(log, 0, Events);
        return Copy(live, "killed");
    }

    private string Copy(string from, string name)
    {
        string to = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Beside(to, file), overwrite: true);
        }

        return to;
    }

    // Small ones and large ones, which lie beside the database.
    private static async Task AppendAsync(HubLog log, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            var content = new byte[i % 6 < 4 ? 200 : 70_000];
            BitConverter.TryWriteBytes(content, i);
            content.AsSpan(4).Fill((byte)i);
            byte[] length = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(content.Length));
            byte[] message = [0x00, 0x53, 0x75, 0xB0, .. length, .. content];
            var listener = new Listener();
            log.Partitions[i % 2].Append(message, [new Range(0, message.Length)], default, listener);
            await listener.Done.Task.WaitAsync(Deadline);
        }
    }

    private static List<(int Partition, int Number)> Read(HubLog log)
    {
        var read = new List<(int, int)>();
        for (int partition = 0; partition < 2; partition++)
        {
            for (long sequence = 0; log.Partitions[partition].Read(sequence) is { } block; sequence = block.EndSequence)
            {
                int position = 0;
                for (int i = 0; i < block.Count; i++)
                {
                    ReadOnlySpan<byte> stored = block.PayloadArray.AsSpan(position, block.GetLength(i));
                    position += stored.Length;
                    ReadOnlySpan<byte> content = stored[(stored.IndexOf<byte>([0x00, 0x53, 0x75, 0xB0]) + 8)..];
                    int number = BitConverter.ToInt32(content);
                    bool isWhole = content[4..].IndexOfAnyExcept((byte)number) < 0;
                    read.Add((partition, isWhole ? number : -1));
                }

                block.Release();
            }
        }

        return read;
    }

    private sealed class Listener : IAppendListener
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnCommitted(Exception? failure) => Done.SetResult();
    }
}
