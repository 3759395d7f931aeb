using System.Diagnostics;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Formats.Parquet;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>One file in memory that grows flush by flush, and what that cost. Not thread-safe.</summary>
internal sealed class GrowingFile
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private static readonly FeatureSchema Schema = Schemas.Numbers;
    private readonly InMemoryDataBlobs _blobs = new();
    private readonly ChunkPool _pool = new(1 << 24);
    private readonly PartitionProgress _progress = Fakes.Rows.Progress();
    private readonly Random _random = new(20260101);
    private readonly FileKind _kind;
    private BlobCommitter _committer;
    private long _flushes;
    private long _rows;

    public GrowingFile(string format)
    {
        _kind = FormatList.TryParse(format)!.Single();
        _committer = Create();
    }

    /// <summary>The most blocks that a commit left.</summary>
    public int MostBlocks { get; private set; }

    /// <summary>Bytes read back for each byte uploaded.</summary>
    public double Reads => (double)_blobs.ReadBytes / _blobs.StagedBytes;

    /// <summary>Goes on as a worker does that has just taken the file over.</summary>
    public void ChangeWriter() => _committer = Create();

    /// <summary>Adds rows of random numbers; returns the milliseconds that stage and commit took.</summary>
    public async Task<double> FlushAsync(int rows)
    {
        var buffer = new RowBuffer(_pool, Schema, openedAt: 0);
        var table = RandomRows(rows);
        buffer.Append(
            Fakes.Rows.Event(_progress, _flushes++),
            _kind == FileKind.Csv ? table.ToCsv() : table.Encode(),
            rows
        );
        long start = Stopwatch.GetTimestamp();
        while (await _committer.TryCommitAsync(buffer, Token) != CommitOutcome.Committed) { }

        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        foreach (var segment in buffer.Segments)
        {
            segment.Event.Complete();
        }

        buffer.ReturnChunks();
        _rows += rows;
        MostBlocks = Math.Max(MostBlocks, _blobs.LastCommittedBlocks);
        return elapsed;
    }

    /// <summary>Returns how often a byte of the file was uploaded; checks that there is one file and that it holds every row.</summary>
    public async Task<double> ReportAsync(ITestOutputHelper output)
    {
        string name = Assert.Single(_blobs.Names());
        var blob = await _blobs.LoadAsync(name, Token);
        long present =
            _kind == FileKind.Csv
                ? _blobs.Bytes(name).LongCount(character => character == '\n') - 1
                : (long)Readers.Query(_blobs.Bytes(name), "select count(\"$Timestamp\") from $file")[0][0]!;
        Assert.Equal(_rows, BlobMetadata.ReadRows(blob!.Metadata));
        Assert.Equal(_rows, present);

        double uploads = (double)_blobs.StagedBytes / blob.Length;
        output.WriteLine(
            $"{name}, {_flushes:N0} flushes of {_rows / _flushes:N0} rows: {blob.Length:N0} bytes, "
                + $"uploaded {uploads:F2} times, {MostBlocks} blocks at most"
        );
        return uploads;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BlobCommitter Create() => Committers.Create(_kind, _blobs, Folder, Schema);

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
}
