using System.Globalization;
using System.IO.Compression;
using System.Text;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Formats.Parquet;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Partitions;

/// <summary>Events that do not fit the memory of their partition: they become the same rows as others, and give back all that they took.</summary>
[Trait("Level", "Unit")]
public sealed class LargeEventIntakeTests : IAsyncDisposable
{
    /// <summary>Some 11 MB of CSV: more than one row group of a large event has.</summary>
    private const int LargeRowCount = 140_000;
    private const string Folder = "sub/rg/ws/svc/model/1/inputs/2026/03/07";
    private static readonly DateTimeOffset Start = new(2026, 3, 7, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly InMemoryDataBlobs _blobs = new();
    private readonly ListedDeadLetters _deadLetters = new();
    private readonly MemoryBudget _budget = new(16 << 20, new ScratchMemory(1 << 20), new LargeEventLane(16 << 20));
    private readonly CancellationTokenSource _stop = new();
    private readonly FlushScheduler _scheduler;
    private readonly Task _running;

    public LargeEventIntakeTests()
    {
        var settings = new FlushSettings { MaxAge = TimeSpan.FromMilliseconds(50) };
        var pool = new ChunkPool(1 << 20);
        _scheduler = new FlushScheduler(
            (key, schema) =>
                new BlobWriter(
                    Committers.Only(Committers.Create(key.Kind, _blobs, key.Folder, schema)),
                    pool,
                    _budget,
                    settings,
                    new NoRefusedRows(),
                    TimeProvider.System
                ),
            Options.Create(settings),
            _budget,
            NoLooks.Instance,
            TimeProvider.System,
            NullLogger<FlushScheduler>.Instance
        );
        _running = _scheduler.RunAsync(_stop.Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _scheduler.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("csv,parquet")]
    public async Task Take_LargeBetweenSmall_AllRowsAreThereInOrderAndTheLaneIsFree(string formats)
    {
        var sut = CreateSut(formats);
        await sut.TakeAsync(Event(0, 0, 1), Token);
        await sut.TakeAsync(Event(1, 1, LargeRowCount), Token);
        await sut.TakeAsync(Event(2, 1 + LargeRowCount, 2), Token);
        await sut.TakeAsync(Event(3, 3 + LargeRowCount, LargeRowCount), Token);
        await DoneAsync(sut, 3);
        Check(formats, Enumerable.Range(0, 3 + (2 * LargeRowCount)));
        // A large event is the last one.
        Assert.All(
            _blobs.Names(),
            name => Assert.Equal(Start.AddSeconds(3), BlobMetadata.ReadLast(_blobs.Metadata(name)))
        );
        Assert.Equal(0, _budget.LargeEvents.UsedBytes);
        Assert.Equal(0, _budget.UsedBytes);
        Assert.Empty(_deadLetters.Letters);
    }

    /// <summary>A file that is refused keeps its event, and no place in the lane: large events of other files go on.</summary>
    [Theory]
    [InlineData("csv")]
    [InlineData("csv,parquet")]
    public async Task Take_LargeForAFileThatIsRefused_HoldsNothingOfTheLaneAndIsWrittenLater(string formats)
    {
        bool isRefused = true;
        _blobs.Before = (operation, name) =>
        {
            if (
                Volatile.Read(ref isRefused)
                && operation == "stage"
                && name.StartsWith(Folder, StringComparison.Ordinal)
            )
            {
                throw InMemoryDataBlobs.Failure(412, BlobErrorCode.LeaseIdMissing);
            }
        };
        var refused = CreateSut(formats);
        var other = CreateSut(formats);
        await refused.TakeAsync(Event(0, 0, LargeRowCount), Token);
        await other.TakeAsync(Event(0, 0, LargeRowCount, model: "other"), Token);
        await DoneAsync(other, 0);
        await Eventually.IsTrueAsync(() => _budget.LargeEvents.UsedBytes == 0, Deadline, "the lane is free");
        Assert.True(_budget.UsedBytes > 0, "The event that is kept counts in the budget.");

        Volatile.Write(ref isRefused, false);
        await DoneAsync(refused, 0);
        Check(formats, Enumerable.Range(0, LargeRowCount));
        Assert.Equal((0, 0), (_budget.UsedBytes, _budget.LargeEvents.UsedBytes));
    }

    /// <summary>The file was begun by a worker whose events had the columns in another order.</summary>
    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("csv,parquet")]
    public async Task Take_LargeInAnotherOrderThanTheFile_IsBroughtIntoIt(string formats)
    {
        var first = CreateSut(formats);
        await first.TakeAsync(Event(0, 0, 1), Token);
        await DoneAsync(first, 0);

        // As after a restart: what the scheduler knew of the order is gone.
        await using var other = new LargeEventIntakeTests(_blobs);
        var sut = other.CreateSut(formats);
        await sut.TakeAsync(Event(1, 1, LargeRowCount, isReversed: true), Token);
        await sut.TakeAsync(Event(2, 1 + LargeRowCount, 1, isReversed: true), Token);
        await DoneAsync(sut, 2);
        Check(formats, Enumerable.Range(0, 2 + LargeRowCount));
        Assert.Equal(0, other._budget.LargeEvents.UsedBytes);
    }

    [Fact]
    public async Task Take_MoreThanTheLaneHas_IsADeadLetterThatSaysTheMend()
    {
        var sut = CreateSut("csv");
        await sut.TakeAsync(Event(0, 0, 2 * LargeRowCount), Token);
        await sut.TakeAsync(Event(1, 0, 1), Token);
        await DoneAsync(sut, 1);
        var refusal = Assert.Single(_deadLetters.Letters).Refusal;
        Assert.Equal(RefusalReasons.TooLargeForMemory, refusal.Reason);
        Assert.Contains("Memory__LargeEventBytes", refusal.Detail, StringComparison.Ordinal);
        Check("csv", [0]);
        Assert.Equal(0, _budget.LargeEvents.UsedBytes);
    }

    [Fact]
    public async Task Take_LargeThatOneFormatCannotHold_GoesToNone()
    {
        var sut = CreateSut("csv,parquet");
        var bad = Event(0, 0, LargeRowCount, last: "x");
        await sut.TakeAsync(bad, Token);
        Assert.Equal(RefusalReasons.ValueTypeMismatch, Assert.Single(_deadLetters.Letters).Refusal.Reason);
        Assert.Equal(0, _budget.LargeEvents.UsedBytes);
        Assert.Empty(_blobs.Names());
    }

    private LargeEventIntakeTests(InMemoryDataBlobs blobs)
        : this() => _blobs = blobs;

    private static Task DoneAsync(EventIntake sut, long sequence) =>
        Eventually.IsTrueAsync(
            () => sut.Progress.Position.SequenceNumber == sequence,
            Deadline,
            $"event {sequence} is done"
        );

    private void Check(string formats, IEnumerable<int> numbers)
    {
        foreach (string format in formats.Split(','))
        {
            byte[] file = _blobs.Bytes($"{Folder}/data.{format}");
            Assert.Equal(numbers, format == "csv" ? ReadCsv(file) : ReadParquet(file));
        }
    }

    private static List<int> ReadCsv(byte[] file)
    {
        string[] lines = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int column = Array.IndexOf(lines[0].Split(','), "n");
        return lines.Skip(1).Select(line => int.Parse(line.Split(',')[column], CultureInfo.InvariantCulture)).ToList();
    }

    private static List<int> ReadParquet(byte[] file) =>
        [.. Readers.Query(file, "select n from read_parquet($file)").Select(row => (int)row[0]!)];

    private EventIntake CreateSut(string formats)
    {
        var start = new StartingPoint(
            true,
            PartitionPosition.Start,
            new DuplicateMemory(TimeSpan.FromHours(1)),
            RoutingSettings.Create(padded: true, new OutputSettings { Formats = formats })
        );
        return new EventIntake(
            Rows.Progress(),
            start,
            NoLooks.Instance,
            _scheduler,
            new EventRows(Committers.Formats, _scheduler.Writers),
            _deadLetters,
            _budget,
            Committers.Metrics,
            NullLogger.Instance
        );
    }

    private static ReceivedEvent Event(
        long sequence,
        int first,
        int count,
        bool isReversed = false,
        string? last = null,
        string model = "model"
    )
    {
        var text = new StringBuilder("$Timestamp,$CorrelationId,$RequestId,");
        text.Append(isReversed ? "s,n\n" : "n,s\n");
        for (int i = 0; i < count; i++)
        {
            string number = last is not null && i == count - 1 ? last : $"{first + i}";
            text.Append("2026-03-07T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000,");
            text.Append(isReversed ? $"\"a,b\",{number}\n" : $"{number},\"a,b\"\n");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        Assert.True(BrotliEncoder.TryCompress(bytes, packed, out int written, quality: 1, window: 22));
        return new ReceivedEvent
        {
            Body = packed.AsMemory(0, written),
            SequenceNumber = sequence,
            Offset = $"{sequence}",
            EnqueuedTime = Start.AddSeconds(sequence),
            ContentType = "text/csv",
            ContentEncoding = "br",
            Properties = new Dictionary<string, object?>
            {
                ["cloudEvents:specversion"] = "1.0",
                ["cloudEvents:type"] = "modeldata.rows",
                ["cloudEvents:formatversion"] = "1.0",
                ["cloudEvents:id"] = "1",
                ["cloudEvents:source"] = "/tests",
                ["cloudEvents:subscription"] = "sub",
                ["cloudEvents:resourcegroup"] = "rg",
                ["cloudEvents:workspace"] = "ws",
                ["cloudEvents:webservice"] = "svc",
                ["cloudEvents:model"] = model,
                ["cloudEvents:modelversion"] = "1",
                ["cloudEvents:identifier"] = "inputs",
                ["cloudEvents:day"] = "2026-03-07",
                ["cloudEvents:rowcount"] = count,
                ["cloudEvents:columntypes"] = isReversed ? "si" : "is",
            },
        };
    }
}
