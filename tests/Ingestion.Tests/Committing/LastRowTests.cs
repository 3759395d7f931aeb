using System.Globalization;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Completing;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>Each file says when the hub got the latest of its events, whatever happens to it.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class LastRowTests
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";

    private readonly InMemoryDataBlobs _blobs = new();
    private readonly ChunkPool _pool = new(1 << 20);

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryCommit_RowsOfSeveralPartitions_LastIsTheLatestAndNeverLowered(string format)
    {
        var sut = CreateSut(format);
        // Two partitions: the one whose rows come first is ahead.
        await CommitAsync(sut, Buffer(format, (0, 7, 100), (1, 2, 50)));
        Assert.Equal("1970-01-01T00:01:40.0000000Z", Metadata(format)[BlobMetadata.Last]);

        await CommitAsync(sut, Buffer(format, (1, 3, 60)));
        Assert.Equal(100, Last(format));
        await CommitAsync(sut, Buffer(format, (1, 4, 100.5)));
        Assert.Equal(100.5, Last(format));

        // Another worker, which knows nothing but the file; the clocks of the service differ.
        await CommitAsync(CreateSut(format), Buffer(format, (0, 8, 99)));
        Assert.Equal(100.5, Last(format));
        Assert.Equal("5", Metadata(format)[BlobMetadata.Rows]);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryCommit_RowsThatAreIn_DoNotCountAgain(string format)
    {
        await CommitAsync(CreateSut(format), Buffer(format, (0, 0, 10), (0, 1, 11)));
        await EditAsync(format, BlobMetadata.Last, null);

        await CommitAsync(CreateSut(format), Buffer(format, (0, 0, 10), (0, 1, 11), (1, 0, 5)));

        Assert.Equal(5, Last(format));
    }

    [Theory]
    [InlineData("csv", null)]
    [InlineData("parquet", null)]
    [InlineData("csv", "")]
    [InlineData("csv", "yesterday")]
    [InlineData("csv", "1970-01-01T00:01:40Z")]
    [InlineData("csv", "1970-01-01")]
    [InlineData("csv", "9999-12-31T23:59:60.0000000Z")]
    [InlineData("csv", "0001-01-01T00:00:00.0000000+14:00")]
    [InlineData("csv", "9999-12-31T23:59:59.9999999-14:00")]
    [InlineData("parquet", "\u0661\u0669\u0667\u0660-01-01T00:01:40.0000000Z")]
    public async Task TryCommit_NoTimeThatCanBeRead_IsThatOfTheNewRows(string format, string? edited)
    {
        await CommitAsync(CreateSut(format), Buffer(format, (0, 0, 100)));
        await EditAsync(format, BlobMetadata.Last, edited);
        Assert.Null(BlobMetadata.ReadLast(Metadata(format)));

        await CommitAsync(CreateSut(format), Buffer(format, (0, 1, 5)));

        Assert.Equal(5, Last(format));
    }

    [Fact]
    public async Task TryCommit_TimeOfAnotherZone_IsTheSameInstant()
    {
        await CommitAsync(CreateSut("csv"), Buffer("csv", (0, 0, 1)));
        await EditAsync("csv", BlobMetadata.Last, "1970-01-01T02:01:40.0000000+02:00");
        await CommitAsync(CreateSut("csv"), Buffer("csv", (0, 1, 5)));
        Assert.Equal("1970-01-01T00:01:40.0000000Z", Metadata("csv")[BlobMetadata.Last]);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryCommit_FileIsFull_KeepsItsLastAndTheSiblingHasItsOwn(string format)
    {
        await CommitAsync(CreateSut(format), Buffer(format, (0, 0, 100)));
        await CommitAsync(CreateSut(format, maxBlocks: 1), Buffer(format, (0, 1, 90)));
        Assert.True(BlobMetadata.IsClosed(Metadata(format)));
        Assert.Equal((100, 90), (Last(format), Last(format, "-2")));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryTrim_RowsThatAreIn_LeaveTheFileAsItIs(string format)
    {
        await CommitAsync(CreateSut(format), Buffer(format, (0, 0, 100)));
        var before = Metadata(format);
        Assert.Equal(
            CommitOutcome.Committed,
            await CreateSut(format).TryTrimAsync(Buffer(format, (0, 0, 200), (0, 1, 300)), Token)
        );
        Assert.Equal(before, Metadata(format));
    }

    [Fact]
    public async Task TryComplete_FileIsCompacted_KeepsItsLast()
    {
        var day = new DateOnly(2026, 1, 1);
        var late = CompletionTimes.EndOf(day).AddDays(1);
        await CommitAsync(CreateSut("parquet"), Buffer("parquet", (0, 0, 100)));
        await CommitAsync(CreateSut("parquet"), Buffer("parquet", (0, 1, 90)));
        string commit = Metadata("parquet")[BlobMetadata.Commit];
        var folders = new InMemoryOpenFolders();
        var open = await folders.TryWriteAsync(Folder, day, late.AddHours(-1), null, Token);
        var times = new CompletionTimes(Options.Create(new ManifestSettings()));
        var sut = Completion.Completer(_blobs, folders, new InMemoryFolderDocuments(), times);
        Assert.True(await sut.TryCompleteAsync(open!, late, Token));
        Assert.NotEqual(commit, Metadata("parquet")[BlobMetadata.Commit]);
        Assert.Equal(100, Last("parquet"));

        // Rows that are later still come to the file as it is now.
        await CommitAsync(CreateSut("parquet"), Buffer("parquet", (0, 2, 95)));
        Assert.Equal(100, Last("parquet"));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryCopy_File_CopyHasItsLastAndGoesOn(string format)
    {
        await CommitAsync(CreateSut(format), Buffer(format, (0, 0, 100)));
        var scratch = _blobs;
        var data = new InMemoryDataBlobs();
        Assert.True(await new FileCopy(scratch, data).TryCopyAsync(Name(format), Name(format), Token));
        var sut = Committers.Create(Kind(format), data, Folder);
        await CommitAsync(sut, Buffer(format, (0, 1, 90)));
        Assert.Equal(Metadata(format)[BlobMetadata.Last], data.Metadata(Name(format))[BlobMetadata.Last]);
    }

    [Fact]
    public async Task TryCommit_CopiesOfRows_AreOfTheSameTime()
    {
        foreach (string format in (string[])["csv", "parquet"])
        {
            await CommitAsync(CreateSut(format), Buffer(format, FileKind.Csv, (0, 0, 100), (0, 1, 101)));
            Assert.Equal(101, Last(format));
        }

        Assert.Equal(2, BlobMetadata.ReadCopies(Metadata("parquet")));
    }

    /// <summary>The service takes 8 KB of names and values; above the limit of positions a writer goes on in a sibling.</summary>
    [Fact]
    public void Create_EverythingThereIsToSay_StaysBelowTheLimitOfTheService()
    {
        var schema = new FeatureSchema([
            .. SystemColumns.All,
            .. Enumerable
                .Range(0, TypesTaken.MostFeatures)
                .Select(i => new FeatureColumn($"c{i}", FeatureType.Double)
                {
                    Exact = new(ExactTypeKind.Decimal, 18, 4),
                }),
        ]);
        const long rows = 1_000_000_000_000;
        var rates = Enumerable
            .Range(1, RowsPerRate.MaxRates + 1)
            .Aggregate(RowsPerRate.None, (sum, i) => sum.Add(i * 0.100000001m, rows / 10))
            .Add(null, rows / 10);
        var metadata = BlobMetadata.Create(
            new CommittedSequences(),
            "0123456789abcdef",
            schema,
            rows,
            rows,
            rates,
            DateTimeOffset.MaxValue
        );
        metadata[BlobMetadata.Sequences] = new string('s', BlobMetadata.MaxSequencesLength);
        metadata[BlobMetadata.Names] = schema.Hash;
        metadata[BlobMetadata.Types] = schema.KnownTypes;
        metadata[BlobMetadata.Closed] = "1";
        Assert.Equal(13, metadata.Count);
        Assert.InRange(metadata.Sum(it => it.Key.Length + it.Value.Length), BlobMetadata.MaxSequencesLength, 8 * 1024);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FileKind Kind(string format) => FormatList.TryParse(format)!.Single();

    private static string Name(string format, string suffix = "") => $"{Folder}/data{suffix}.{format}";

    private IReadOnlyDictionary<string, string> Metadata(string format, string suffix = "") =>
        _blobs.Metadata(Name(format, suffix));

    // In seconds since 1970.
    private double Last(string format, string suffix = "")
    {
        string last = Metadata(format, suffix)[BlobMetadata.Last];
        return (DateTimeOffset.Parse(last, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).TotalSeconds;
    }

    private BlobCommitter CreateSut(string format, int maxBlocks = 900) =>
        Committers.Create(
            new BlobKey(Folder, Rows.Schema.TypedHash, Kind(format)),
            Rows.Schema,
            _blobs,
            new FileLimits(maxBlocks)
        );

    // Until it is written, as a writer would.
    private static async Task CommitAsync(BlobCommitter sut, RowBuffer buffer)
    {
        CommitOutcome outcome;
        while ((outcome = await sut.TryCommitAsync(buffer, Token)) == CommitOutcome.Conflict) { }

        Assert.Equal(CommitOutcome.Committed, outcome);
    }

    private RowBuffer Buffer(string format, params (int Partition, long Sequence, double Seconds)[] events) =>
        Buffer(format, counted: null, events);

    private RowBuffer Buffer(
        string format,
        FileKind? counted,
        params (int Partition, long Sequence, double Seconds)[] events
    )
    {
        var buffer = new RowBuffer(_pool, Rows.Schema, openedAt: 0);
        foreach ((int partition, long sequence, double seconds) in events)
        {
            var progress = Rows.Progress(partition, sequence - 1);
            Rows.Append(buffer, Rows.Event(progress, sequence, seconds: seconds, counted: counted), Kind(format));
        }

        return buffer;
    }

    private async Task EditAsync(string format, string entry, string? value)
    {
        var blob = (await _blobs.LoadAsync(Name(format), Token))!;
        var metadata = new Dictionary<string, string>(blob.Metadata);
        metadata.Remove(entry);
        if (value is not null)
        {
            metadata[entry] = value;
        }

        await _blobs.CommitAsync(Name(format), blob.Blocks.Select(block => block.Id), metadata, blob.ETag, Token);
    }
}
