using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>In whatever way a file is left for a sibling: there is one line and one count, with the reason, and the rows are in the sibling.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Parquet")]
public sealed class LeftFileTests(AzuriteFixture fixture) : IAsyncLifetime, IDisposable
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";

    private static readonly int[] LinesOfLeftFiles =
    [
        EventIds.FileFull,
        EventIds.LengthDiffers,
        EventIds.FileUnreadable,
        EventIds.FileForeign,
        EventIds.FileLeft,
    ];

    private readonly ChunkPool _pool = new(1 << 24);
    private readonly CapturedLogs _logs = new();
    private readonly WorkerMetrics _metrics = Committers.CreateMetrics();
    private CounterTags _left = null!;
    private BlobContainerClient _container = null!;
    private long _next;

    public static TheoryData<string, string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string, string>();
            foreach (string format in (string[])["csv", "parquet"])
            {
                ways.Add(format, "uploaded by a stranger before", "foreign");
                ways.Add(format, "edited and uploaded", "foreign");
                ways.Add(format, "metadata cleared", "foreign");
                ways.Add(format, "metadata of a newer version", "foreign");
                ways.Add(format, "metadata of another schema", "foreign");
                ways.Add(format, "copied over itself with its metadata", "replaced");
                ways.Add(format, "positions removed", "positions_unreadable");
                ways.Add(format, "positions garbled", "positions_unreadable");
                ways.Add(format, "number of rows removed", "rows_unreadable");
                ways.Add(format, "number of rows that overflows", "rows_unreadable");
                ways.Add(format, "number of copies garbled", "rows_unreadable");
                ways.Add(format, "content garbled block by block", "unreadable");
                ways.Add(format, "another length after a commit", "length_differs");
                ways.Add(format, "too many positions", "full");
            }

            ways.Add("csv", "an append blob in its place", "foreign");
            return ways;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _container = await fixture.CreateContainerAsync();
        _left = new CounterTags(_metrics.Meter, "modeldata.files.given_up", "reason");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose() => _left.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task TryCommit_FileIsLeft_IsOneLineAndOneCountWithTheReason(string format, string way, string reason)
    {
        using var reverted = new CounterSum(_metrics.Meter, "modeldata.files.reverted");
        var blobs = new MisreportedLength(new AzureDataBlobs(_container));
        if (way == "uploaded by a stranger before")
        {
            await File(format).UploadAsync(BinaryData.FromString("mine"), Token);
        }

        var sut = Committers.Create(Kind(format), blobs, Folder, metrics: _metrics, loggers: _logs.Factory);
        await CommitAsync(sut, format);
        await LeaveAsync(sut, blobs, format, way);
        if (way == "content garbled block by block")
        {
            // Who wrote it knows what was in the blocks; the next worker has to read them.
            sut = Committers.Create(Kind(format), blobs, Folder, metrics: _metrics, loggers: _logs.Factory);
        }

        await CommitAsync(sut, format);
        await CommitAsync(sut, format);

        Assert.Equal([reason], _left.Values);
        var line = Assert.Single(_logs.Lines, line => LinesOfLeftFiles.Contains(line.Id));
        Assert.Contains($"{Folder}/data.{format}", line.Text, StringComparison.Ordinal);
        // Its rows are where they were: nothing went back to an older copy.
        Assert.Equal(0, reverted.Sum);
        var names = new List<string>();
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder, Token))
        {
            names.Add(blob.Name);
        }

        // One whose blocks are whole after all is gone on with.
        Assert.Equal(way == "another length after a commit" ? 1 : 2, names.Count);
    }

    [Fact]
    public async Task TryCommit_NothingIsLeft_NoLineAndNoCount()
    {
        var sut = Committers.Create(
            FileKind.Csv,
            new AzureDataBlobs(_container),
            Folder,
            metrics: _metrics,
            loggers: _logs.Factory
        );
        await CommitAsync(sut, "csv");
        await CommitAsync(sut, "csv");
        Assert.Empty(_left.Values);
        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public void Leave_TheSameFileAgain_IsNewsOnlyAfterItWasUsed()
    {
        var sut = new LeftFiles(_metrics, _logs.CreateLogger<LeftFiles>());
        sut.Leave("a", LeftFile.Refused);
        sut.Leave("a", LeftFile.Refused);
        sut.Leave("b", LeftFile.Refused);
        sut.Return("a");
        sut.Leave("a", LeftFile.Refused);
        Assert.Equal(["refused", "refused", "refused"], _left.Values);
        Assert.Equal(3, _logs.Lines.Count);
    }

    private async Task LeaveAsync(BlobCommitter sut, MisreportedLength blobs, string format, string way)
    {
        var file = File(format);
        var metadata =
            way == "uploaded by a stranger before" ? null : (await file.GetPropertiesAsync(null, Token)).Value.Metadata;
        switch (way)
        {
            case "edited and uploaded":
                var content = (await file.DownloadContentAsync(Token)).Value.Content;
                await file.UploadAsync(BinaryData.FromBytes([.. content.ToArray(), 10]), overwrite: true, Token);
                break;
            case "metadata cleared":
                await file.SetMetadataAsync(new Dictionary<string, string>(), null, Token);
                break;
            case "metadata of a newer version":
                await file.SetMetadataAsync(With(metadata!, BlobMetadata.Format, "2"), null, Token);
                break;
            case "metadata of another schema":
                await file.SetMetadataAsync(With(metadata!, BlobMetadata.Schema, "0123456789abcdef"), null, Token);
                break;
            case "an append blob in its place":
                await file.DeleteAsync(cancellationToken: Token);
                await _container.GetAppendBlobClient(file.Name).CreateAsync(cancellationToken: Token);
                break;
            case "copied over itself with its metadata":
                var same = (await file.DownloadContentAsync(Token)).Value.Content;
                await file.UploadAsync(same, new BlobUploadOptions { Metadata = metadata }, Token);
                break;
            case "positions removed":
                metadata!.Remove(BlobMetadata.Sequences);
                await file.SetMetadataAsync(metadata, null, Token);
                break;
            case "positions garbled":
                await file.SetMetadataAsync(With(metadata!, BlobMetadata.Sequences, "!"), null, Token);
                break;
            case "number of rows removed":
                metadata!.Remove(BlobMetadata.Rows);
                await file.SetMetadataAsync(metadata, null, Token);
                break;
            case "number of rows that overflows":
                await file.SetMetadataAsync(With(metadata!, BlobMetadata.Rows, $"{long.MaxValue}"), null, Token);
                break;
            case "number of copies garbled":
                await file.SetMetadataAsync(With(metadata!, BlobMetadata.Copies, "some"), null, Token);
                break;
            case "content garbled block by block":
                await GarbleAsync(file.Name, With(metadata!, BlobMetadata.Order, "?"));
                break;
            case "another length after a commit":
                blobs.IsMistaken = true;
                await CommitAsync(sut, format);
                blobs.IsMistaken = false;
                break;
            case "too many positions":
                await CommitAsync(sut, format, partitions: 450);
                _next = 450;
                await CommitAsync(sut, format, partitions: 450);
                break;
        }
    }

    // The blocks have the ids and lengths of a worker's, but hold something else.
    private async Task GarbleAsync(string name, IDictionary<string, string> metadata)
    {
        var blob = _container.GetBlockBlobClient(name);
        BlockList blocks = await blob.GetBlockListAsync(BlockListTypes.Committed, cancellationToken: Token);
        var ids = new List<string>();
        foreach (var block in blocks.CommittedBlocks)
        {
            var junk = new MemoryStream(Enumerable.Repeat((byte)'#', (int)block.SizeLong).ToArray());
            await blob.StageBlockAsync(block.Name, junk, cancellationToken: Token);
            ids.Add(block.Name);
        }

        await blob.CommitBlockListAsync(ids, new CommitBlockListOptions { Metadata = metadata }, Token);
    }

    // Until it is written, as a writer would: a refusal aside.
    private async Task CommitAsync(BlobCommitter sut, string format, int partitions = 1)
    {
        var buffer = Buffer(format, partitions);
        for (int attempt = 0; attempt < 5; attempt++)
        {
            var outcome = await sut.TryCommitAsync(buffer, Token);
            if (outcome == CommitOutcome.Committed)
            {
                return;
            }

            Assert.True(outcome is CommitOutcome.Conflict or CommitOutcome.Refused, $"{outcome}");
        }

        Assert.Fail("It was never written.");
    }

    private RowBuffer Buffer(string format, int partitions = 1)
    {
        var buffer = new RowBuffer(_pool, Rows.Schema, 0);
        for (int partition = 0; partition < partitions; partition++)
        {
            // Far on, so that positions are long.
            long sequence = partitions > 1 ? 1L << 36 : _next++;
            int number = partitions > 1 ? (int)_next + partition + 1 : 0;
            Rows.Append(buffer, Rows.Event(Rows.Progress(number), sequence), Kind(format));
        }

        return buffer;
    }

    private static Dictionary<string, string> With(IDictionary<string, string> metadata, string key, string value) =>
        new(metadata) { [key] = value };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FileKind Kind(string format) => FormatList.TryParse(format)!.Single();

    private BlobClient File(string format) => _container.GetBlobClient($"{Folder}/data.{format}");

    /// <summary>Storage that says another length than the file has, where it is asked for that alone.</summary>
    private sealed class MisreportedLength(IDataBlobs inner) : IDataBlobs
    {
        public bool IsMistaken { get; set; }

        public Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            inner.ListAsync(prefix, cancellationToken);

        public Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken) =>
            inner.LoadAsync(name, cancellationToken);

        public Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken) =>
            inner.StageAsync(name, blockId, content, cancellationToken);

        public Task<CommitReceipt> CommitAsync(
            string name,
            IEnumerable<string> blockIds,
            IDictionary<string, string> metadata,
            ETag? ifMatch,
            CancellationToken cancellationToken
        ) => inner.CommitAsync(name, blockIds, metadata, ifMatch, cancellationToken);

        public Task ReadAsync(
            string name,
            long offset,
            Memory<byte> destination,
            ETag ifMatch,
            CancellationToken cancellationToken
        ) => inner.ReadAsync(name, offset, destination, ifMatch, cancellationToken);

        public async Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken)
        {
            var (etag, length) = await inner.ReadLengthAsync(name, cancellationToken);
            return (etag, IsMistaken ? length + 1 : length);
        }
    }
}
