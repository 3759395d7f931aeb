using System.Diagnostics;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.Partitions;
using ModelData.Ingestor.Tests.Fakes;
using ModelData.Ingestor.Tests.Formats.Parquet;
using ModelData.Testing;

namespace ModelData.Ingestor.Tests.Committing;

/// <summary>
/// A flush a second for a day, and a year of late rows to one day: what it costs does not grow with the file.
/// <c>MODELDATA_DAY_FLUSHES</c> sets the number of flushes (default 2,000; a day has 86,400).
/// </summary>
[Trait("Category", "Parquet")]
public sealed class DayOfFlushesTests(ITestOutputHelper output)
{
    private const int FlushesPerDay = 86_400;
    private const int MostBlocks = 1000;
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private static readonly FeatureSchema Schema = Schemas.Numbers;
    private readonly InMemoryDataBlobs _blobs = new();
    private readonly ChunkPool _pool = new(1 << 24);
    private readonly PartitionProgress _progress = Fakes.Rows.Progress();
    private readonly Random _random = new(20260101);
    private long _rows;
    private int _mostBlocks;

    [Theory]
    [InlineData("csv", 100, 3.0)]
    [InlineData("parquet", 100, 6.0)]
    [InlineData("parquet", 1000, 3.0)]
    public async Task TryCommit_AFlushASecondForADay_CostsAsMuchAtItsEnd(
        string format,
        int rowsPerFlush,
        double mostUploads
    )
    {
        // Larger flushes make a day of so many rows that a test cannot wait for them: as many rows as in a day of small ones.
        int flushes = Flushes(FlushesPerDay * 100 / rowsPerFlush);
        var committer = Create(format);
        double[] milliseconds = new double[flushes];
        for (int i = 0; i < flushes; i++)
        {
            milliseconds[i] = await FlushAsync(committer, i, rowsPerFlush);
        }

        int hour = flushes / 24;
        // The first flushes compile the code.
        double first = Median(milliseconds[(hour / 4)..(hour + (hour / 4))]);
        double last = Median(milliseconds[^hour..]);
        double uploads = await ReportAsync(format, flushes, rowsPerFlush);
        output.WriteLine(
            $"median of a commit: {first:F3} ms in the first hour, {last:F3} ms in the last: {last / first:F2} times"
        );
        Assert.Single(_blobs.Names());
        Assert.InRange(_mostBlocks, 1, MostBlocks);
        Assert.InRange(uploads, 1, mostUploads);
        // A busy machine adds some hundredths of a millisecond to either.
        Assert.InRange(last, 0, (2 * first) + 0.1);
    }

    [Theory]
    [InlineData("csv", 3.0)]
    [InlineData("parquet", 6.0)]
    public async Task TryCommit_AYearOfLateRowsUnderANewWriterEachDay_StaysOneSoundFile(
        string format,
        double mostUploads
    )
    {
        const int RowsPerFlush = 100;
        int flushes = Flushes(365 * 24);
        BlobCommitter? committer = null;
        for (int i = 0; i < flushes; i++)
        {
            committer = i % 24 == 0 ? Create(format) : committer!;
            await FlushAsync(committer, i, RowsPerFlush);
        }

        double uploads = await ReportAsync(format, flushes, RowsPerFlush);
        double reads = (double)_blobs.ReadBytes / _blobs.StagedBytes;
        output.WriteLine($"{_blobs.ReadBytes:N0} bytes read back: {reads:F2} times what was uploaded");
        Assert.Single(_blobs.Names());
        Assert.InRange(_mostBlocks, 1, MostBlocks);
        Assert.InRange(uploads, 1, mostUploads);
        Assert.InRange(reads, 0, 1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Flushes(int most) => Math.Min(most, TestSize.Read("MODELDATA_DAY_FLUSHES") ?? 2000);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static FileKind Kind(string format) => FormatList.TryParse(format)!.Single();

    private BlobCommitter Create(string format) => Committers.Create(Kind(format), _blobs, Folder, Schema);

    private async Task<double> FlushAsync(BlobCommitter committer, long sequence, int rows)
    {
        var buffer = new RowBuffer(_pool, Schema, DateTimeOffset.UnixEpoch);
        var table = RandomRows(rows);
        buffer.Append(
            Fakes.Rows.Event(_progress, sequence),
            committer.Format.Kind == FileKind.Csv ? table.ToCsv() : table.Encode(),
            rows
        );
        long start = Stopwatch.GetTimestamp();
        while (await committer.TryCommitAsync(buffer, Token) != CommitOutcome.Committed) { }

        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        foreach (var segment in buffer.Segments)
        {
            segment.Event.Complete();
        }

        buffer.ReturnChunks();
        _rows += rows;
        _mostBlocks = Math.Max(_mostBlocks, _blobs.LastCommittedBlocks);
        return elapsed;
    }

    private Table RandomRows(int count)
    {
        var rows = new object?[count][];
        for (int i = 0; i < count; i++)
        {
            object?[] row = new object?[Schema.Columns.Count];
            row[0] = 1_767_225_600_000_000 + _random.NextInt64(86_400_000_000);
            row[2] = new Guid(_random.Next(), 0, 0, 1, 2, 3, 4, 5, 6, 7, 8).ToString();
            for (int column = 3; column < row.Length; column++)
            {
                row[column] = Math.Round(_random.NextDouble() * 1000, 4);
            }

            rows[i] = row;
        }

        return new Table(Schema, rows);
    }

    /// <summary>Returns how often a byte of the files was uploaded; checks that they hold every row.</summary>
    private async Task<double> ReportAsync(string format, int flushes, int rowsPerFlush)
    {
        long length = 0;
        long rows = 0;
        foreach (string name in _blobs.Names())
        {
            var blob = await _blobs.LoadAsync(name, Token);
            length += blob!.Length;
            rows += BlobMetadata.ReadRows(blob.Metadata);
            long present =
                Kind(format) == FileKind.Csv
                    ? _blobs.Bytes(name).LongCount(character => character == '\n') - 1
                    : (long)Readers.Query(_blobs.Bytes(name), "select count(\"$Timestamp\") from $file")[0][0]!;
            Assert.Equal(BlobMetadata.ReadRows(blob.Metadata), present);
        }

        Assert.Equal(_rows, rows);
        double uploads = (double)_blobs.StagedBytes / length;
        output.WriteLine(
            $"{format}, {flushes:N0} flushes of {rowsPerFlush:N0} rows: {length:N0} bytes in {_blobs.Names().Count} files, "
                + $"uploaded {uploads:F2} times, {_mostBlocks} blocks at most"
        );
        return uploads;
    }
}
