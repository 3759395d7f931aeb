using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>What people and other programs do to data files, on a real blob service: the worker leaves their files alone and loses no row of its own.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Parquet")]
public sealed class ForeignFileTests(AzuriteFixture fixture) : IAsyncLifetime
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private const string Foreign = "somebody else's";
    private readonly ChunkPool _pool = new(1 << 20);
    private readonly PartitionProgress _progress = Rows.Progress();
    private BlobContainerClient _container = null!;

    public static TheoryData<string> Formats => ["csv", "parquet"];

    public async ValueTask InitializeAsync() => _container = await fixture.CreateContainerAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_BlobOfAStrangerIsThere_TakesTheNextSibling(string format)
    {
        await File(format).UploadAsync(BinaryData.FromString(Foreign), Token);
        await CommitAsync(Create(format), 0, 1);
        await CommitAsync(Create(format), 2);
        Assert.Equal([0, 1, 2], await ReadAsync(format, "data-2"));
        Assert.Equal(Foreign, (await File(format).DownloadContentAsync(Token)).Value.Content.ToString());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_AppendBlobIsThere_TakesTheNextSibling(string format)
    {
        await _container.GetAppendBlobClient(File(format).Name).CreateAsync(cancellationToken: Token);
        await CommitAsync(Create(format), 0, 1);
        Assert.Equal([0, 1], await ReadAsync(format, "data-2"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_AppendBlobTookThePlaceOfTheFile_TakesTheNextSibling(string format)
    {
        var sut = Create(format);
        await CommitAsync(sut, 0);
        await File(format).DeleteAsync(cancellationToken: Token);
        await _container.GetAppendBlobClient(File(format).Name).CreateAsync(cancellationToken: Token);
        var buffer = Buffer(format, 1);
        // Storage says either that the version is another one, or that the type is.
        var first = await sut.TryCommitAsync(buffer, Token);
        Assert.True(first is CommitOutcome.Conflict or CommitOutcome.Refused, $"{first}");
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal([1], await ReadAsync(format, "data-2"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_SomebodyHoldsALease_IsRefusedUntilItIsGone(string format)
    {
        var sut = Create(format);
        await CommitAsync(sut, 0);
        var lease = File(format).GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Token);
        var buffer = Buffer(format, 1);
        Assert.Equal(CommitOutcome.Refused, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(CommitOutcome.Refused, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal([0], await ReadAsync(format, "data"));

        await lease.ReleaseAsync(cancellationToken: Token);
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal([0, 1], await ReadAsync(format, "data"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_LeaseIsNotGivenBackAndTheFileIsLeft_GoesOnInTheSiblingAlsoUnderANewWriter(string format)
    {
        var sut = Create(format);
        await CommitAsync(sut, 0, 1);
        await File(format)
            .GetBlobLeaseClient()
            .AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Token);
        var buffer = Buffer(format, 2);
        Assert.Equal(CommitOutcome.Refused, await sut.TryCommitAsync(buffer, Token));
        var key = new BlobKey(Folder, Rows.Schema.Hash, Kind(format));
        await _progress.Session.Files.LeaveAsync(new FileLeft(key.Id, sut.File!), Token);
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        await CommitAsync(Create(format), 0, 1, 2, 3);
        Assert.Equal([0, 1], await ReadAsync(format, "data"));
        Assert.Equal([2, 3], await ReadAsync(format, "data-2"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_FileWasDeleted_RowsBehindThePositionAreNotRestored(string format)
    {
        var sut = Create(format);
        await CommitAsync(sut, 0, 1);
        // The position that a new worker starts from: event 1 is read again, event 0 is not.
        await CommitAsync(sut, 2);
        await File(format).DeleteAsync(cancellationToken: Token);
        await CommitAsync(Create(format), 1, 2, 3);
        Assert.Equal([1, 2, 3], await ReadAsync(format, "data"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_FileWasDeletedUnderTheWriter_GoesOnInANewOne(string format)
    {
        var sut = Create(format);
        await CommitAsync(sut, 0);
        await File(format).DeleteAsync(cancellationToken: Token);
        var buffer = Buffer(format, 1);
        Assert.Equal(CommitOutcome.Conflict, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal([1], await ReadAsync(format, "data"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_FileWasUploadedAgain_IsLeftAlone(string format)
    {
        var sut = Create(format);
        await CommitAsync(sut, 0, 1);
        BinaryData content = (await File(format).DownloadContentAsync(Token)).Value.Content;
        await File(format).UploadAsync(content, overwrite: true, Token);
        var buffer = Buffer(format, 2);
        Assert.Equal(CommitOutcome.Conflict, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal([0, 1], await ReadAsync(format, "data"));
        Assert.Equal([2], await ReadAsync(format, "data-2"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_FileWasCopiedOverItselfWithItsMetadata_NoRowIsRepeated(string format)
    {
        await CommitAsync(Create(format), 0, 1);
        BlobDownloadResult before = await File(format).DownloadContentAsync(Token);
        var options = new BlobUploadOptions { Metadata = before.Details.Metadata };
        await File(format).UploadAsync(before.Content, options, Token);
        await CommitAsync(Create(format), 0, 1, 2);
        Assert.Equal([0, 1], await ReadAsync(format, "data"));
        Assert.Equal([2], await ReadAsync(format, "data-2"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_FileWentBackToAnOlderCopy_IsCountedOnceAndGoesOn(string format)
    {
        var metrics = Committers.CreateMetrics();
        using var reverted = new CounterSum(metrics.Meter, "modeldata.files.reverted");
        var sut = Create(format, metrics);
        await CommitAsync(sut, 0);
        var file = _container.GetBlockBlobClient(File(format).Name);
        BlobProperties older = (await file.GetPropertiesAsync(cancellationToken: Token)).Value;
        BinaryData content = (await file.DownloadContentAsync(Token)).Value.Content;
        BlockList blocks = (await file.GetBlockListAsync(BlockListTypes.Committed, cancellationToken: Token)).Value;
        await CommitAsync(sut, 1);

        await GoBackAsync(file, blocks, content, older.Metadata);
        var buffer = Buffer(format, 2);
        Assert.Equal(CommitOutcome.Conflict, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        await CommitAsync(sut, 3);

        Assert.Equal(1, reverted.Sum);
        Assert.Equal([0, 2, 3], await ReadAsync(format, "data"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task TryCommit_AnotherWriterWasFaster_NothingCountsAsReverted(string format)
    {
        var metrics = Committers.CreateMetrics();
        using var reverted = new CounterSum(metrics.Meter, "modeldata.files.reverted");
        var sut = Create(format, metrics);
        await CommitAsync(sut, 0);
        await CommitAsync(Create(format), 0, 1);
        var buffer = Buffer(format, 1, 2);
        Assert.Equal(CommitOutcome.Conflict, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));

        Assert.Equal(0, reverted.Sum);
        Assert.Equal([0, 1, 2], await ReadAsync(format, "data"));
    }

    private static async Task GoBackAsync(
        BlockBlobClient file,
        BlockList blocks,
        BinaryData content,
        IDictionary<string, string> metadata
    )
    {
        var ids = new List<string>();
        long position = 0;
        foreach (var block in blocks.CommittedBlocks)
        {
            var bytes = content.ToMemory().Slice((int)position, (int)block.SizeLong).ToArray();
            await file.StageBlockAsync(block.Name, new MemoryStream(bytes), cancellationToken: Token);
            position += block.SizeLong;
            ids.Add(block.Name);
        }

        await file.CommitBlockListAsync(ids, new CommitBlockListOptions { Metadata = metadata }, Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FileKind Kind(string format) => FormatList.TryParse(format)!.Single();

    private BlobClient File(string format, string name = "data") =>
        _container.GetBlobClient($"{Folder}/{name}.{format}");

    private BlobCommitter Create(string format, WorkerMetrics? metrics = null) =>
        Committers.Create(Kind(format), new AzureDataBlobs(_container), Folder, metrics: metrics);

    private RowBuffer Buffer(string format, params long[] sequences)
    {
        var buffer = new RowBuffer(_pool, Rows.Schema, openedAt: 0);
        foreach (long sequence in sequences)
        {
            Rows.Append(buffer, Rows.Event(_progress, sequence), Kind(format));
        }

        return buffer;
    }

    private async Task CommitAsync(BlobCommitter sut, params long[] sequences)
    {
        string format = sut.Format.Extension;
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(Buffer(format, sequences), Token));
    }

    private async Task<IEnumerable<long>> ReadAsync(string format, string name)
    {
        var content = await File(format, name).DownloadContentAsync(Token);
        return CommittedRow.Read(Kind(format), content.Value.Content.ToArray()).Select(row => row.Sequence);
    }
}
