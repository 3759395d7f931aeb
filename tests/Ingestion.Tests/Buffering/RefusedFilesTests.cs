using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Buffering;

/// <summary>A file that storage refuses is left when it was refused for long enough, and for nothing else.</summary>
[Trait("Level", "Unit")]
public sealed class RefusedFilesTests : IDisposable
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryDataBlobs _blobs = new();
    private readonly CapturedLogs _logs = new();
    private readonly WorkerMetrics _metrics = Committers.CreateMetrics();
    private readonly CounterTags _left;
    private readonly PartitionProgress _progress = Rows.Progress();
    private readonly BlobCommitter _committer;
    private readonly BlobWriter _sut;
    private long _next;

    public RefusedFilesTests()
    {
        _left = new CounterTags(_metrics.Meter, "modeldata.files.given_up", "reason");
        _blobs.Before = (operation, name) =>
        {
            if (operation == "commit" && name == $"{Folder}/data.csv")
            {
                throw InMemoryDataBlobs.Failure(412, BlobErrorCode.LeaseIdMissing);
            }
        };
        _committer = Committers.Create(
            FileKind.Csv,
            _blobs,
            Folder,
            metrics: _metrics,
            loggers: _logs.Factory,
            time: _time
        );
        _sut = new BlobWriter(
            Committers.Only(_committer, RefusedFor, _time),
            new ChunkPool(1 << 20),
            new MemoryBudget(1 << 20),
            // A buffer is full with its first row.
            new FlushSettings { MaxBytes = 1, RefusedFor = RefusedFor },
            new NoRefusedRows(),
            _time
        );
    }

    public void Dispose() => _left.Dispose();

    [Fact]
    public async Task Flush_RefusedForLongEnough_RowsAreInTheSiblingAndThereIsOneLineAndOneCount()
    {
        Append();
        var waited = TimeSpan.Zero;
        while (_blobs.Names().Count == 0 && waited < 2 * RefusedFor)
        {
            await FlushAsync();
            waited += Second;
            _time.Advance(Second);
        }

        // Attempts become rare: the last one may come a while after the time.
        Assert.InRange(waited, RefusedFor, RefusedFor + LongestWait + Second);
        Append();
        await FlushAsync();

        Assert.Equal([$"{Folder}/data-2.csv"], _blobs.Names());
        Assert.Equal(["refused"], _left.Values);
        Assert.Single(_logs.Lines, line => line.Id == EventIds.FileLeft);
        Assert.Equal([$"{Folder}/data.csv"], _progress.Session.Files.Left(_committer.Files).Select(it => it.Name));
        Assert.Equal(1, _progress.Position.SequenceNumber);
    }

    [Fact]
    public async Task Flush_BuffersAreFullWhileItIsRefused_TheyWaitAndNothingIsLeft()
    {
        for (int i = 0; i < 50; i++)
        {
            Append();
            await FlushAsync();
            _time.Advance(Second);
        }

        Assert.Empty(_blobs.Names());
        Assert.Empty(_left.Values);
        Assert.Empty(_progress.Session.Files.Left(_committer.Files).Select(it => it.Name));
        Assert.Equal(50, _progress.PendingCount);
    }

    private void Append()
    {
        var pending = Rows.Event(_progress, _next++);
        var row = Rows.Encode(FileKind.Csv, Rows.Schema, Rows.Line(pending));
        Assert.True(_sut.TryAppend(pending, Rows.Schema, Rows.Schema, row, 1, out _));
    }

    private async Task FlushAsync()
    {
        if (_sut.TryBeginFlush(isForced: true))
        {
            await _sut.FlushAsync(TestContext.Current.CancellationToken);
        }
    }
}
