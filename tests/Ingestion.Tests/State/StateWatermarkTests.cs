using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.State;

/// <summary>The watermark is read without the rest of the state, and from it where a former version wrote it.</summary>
[Trait("Level", "Integration")]
public sealed class StateWatermarkTests(AzuriteFixture fixture) : IAsyncLifetime
{
    private static readonly DateTimeOffset Known = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero).AddTicks(
        7
    );
    private BlobContainerClient _container = null!;
    private IStateStore _sut = null!;

    public async ValueTask InitializeAsync()
    {
        _container = await fixture.CreateContainerAsync();
        _sut = new BlobStateStore(_container, "state/");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LoadWatermark_StateWasSaved_IsKnownWithoutItsBody(bool isKnown)
    {
        await SaveAsync("0", isKnown ? Known : null);
        BlobProperties before = (await Blob("0").GetPropertiesAsync(null, Token)).Value;
        var options = new BlobUploadOptions { Metadata = before.Metadata };
        await Blob("0").UploadAsync(BinaryData.FromString("no state"), options, Token);

        Assert.Equal(isKnown ? Known : null, await _sut.LoadWatermarkAsync("0", Token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    [InlineData("2026-11-29")]
    public async Task LoadWatermark_MetadataDoNotSayIt_IsTheBodys(string? text)
    {
        await SaveAsync("0", Known);
        var metadata = new Dictionary<string, string>();
        if (text is not null)
        {
            metadata["watermark"] = text;
        }

        await Blob("0").SetMetadataAsync(metadata, null, Token);

        Assert.Equal(Known, await _sut.LoadWatermarkAsync("0", Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Load_StateOfAnotherPartitionCopiedOver_IsRefusedAndItsWatermarkNotKnown(bool withMetadata)
    {
        await SaveAsync("0", Known);
        await SaveAsync("1", Known);
        BlobDownloadResult copy = await Blob("1").DownloadContentAsync(Token);
        var options = new BlobUploadOptions { Metadata = withMetadata ? copy.Details.Metadata : null };
        await Blob("0").UploadAsync(copy.Content, options, Token);

        var failed = await Assert.ThrowsAsync<PartitionFailedException>(() => _sut.LoadAsync("0", Token));

        Assert.Contains("state/0.json is that of partition 1", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Restore", failed.Message, StringComparison.Ordinal);
        Assert.Null(await new HubWatermark(_sut).ReadAsync(["0", "1"], Token));
        Assert.Equal("1", (await _sut.LoadAsync("1", Token)).State!.Partition);
    }

    [Fact]
    public async Task Load_StateOfAFormerVersion_IsTakenWhereItLies()
    {
        await SaveAsync("0", Known);
        BlobDownloadResult saved = await Blob("0").DownloadContentAsync(Token);
        string json = saved.Content.ToString();
        string former = json.Replace("\"partition\":\"0\",", "", StringComparison.Ordinal);
        Assert.NotEqual(json, former);
        await Blob("0").UploadAsync(BinaryData.FromString(former), overwrite: true, Token);

        Assert.Equal(Known, (await _sut.LoadAsync("0", Token)).State!.Watermark);
        Assert.Equal(Known, await _sut.LoadWatermarkAsync("0", Token));
    }

    [Fact]
    public async Task Load_StateThatWasThereIsGone_IsNoBeginning()
    {
        Assert.Equal((null, null), await _sut.LoadAsync("0", Token));
        await SaveAsync("0", Known);
        Assert.Equal((null, null), await _sut.LoadAsync("1", Token));
        await Blob("0").DeleteAsync(cancellationToken: Token);

        var gone = await Assert.ThrowsAsync<StateGoneException>(() => _sut.LoadAsync("0", Token));
        Assert.Contains("0.json was there and is gone", gone.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the blob or the container", gone.Message, StringComparison.Ordinal);
        // So may be that of a partition that another worker had.
        gone = await Assert.ThrowsAsync<StateGoneException>(() => _sut.LoadAsync("1", Token));
        Assert.Contains("0.json was there and is gone", gone.Message, StringComparison.Ordinal);
        // A worker that starts anew begins with what is there.
        Assert.Equal((null, null), await new BlobStateStore(_container, "state/").LoadAsync("0", Token));
    }

    [Fact]
    public async Task List_MetadataOfAFormerReleaseOrNone_LeaveTheBodyToBeLoaded()
    {
        foreach (string partition in (string[])["0", "1", "2"])
        {
            await SaveAsync(partition, Known);
        }

        var former = new Dictionary<string, string> { ["watermark"] = Known.ToString("O"), ["partition"] = "1" };
        await Blob("1").SetMetadataAsync(former, null, Token);
        await Blob("2").SetMetadataAsync(new Dictionary<string, string>(), null, Token);
        // Neither is a state.
        await _container.UploadBlobAsync("state/3.json.bak", BinaryData.Empty, Token);
        await _container.UploadBlobAsync("state/old/4.json", BinaryData.Empty, Token);

        var listed = await _sut.ListAsync(Token).ToListAsync(Token);

        Assert.Equal(["0", "1", "2"], listed.Select(it => it.PartitionId));
        Assert.Equal([false, true, true], listed.Select(it => it.Facts is null));
        BlobProperties written = await Blob("0").GetPropertiesAsync(null, Token);
        Assert.Equal(written.LastModified, listed[0].LastModified);
        Assert.InRange(listed[0].Age, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await _sut.LoadAsync("2", Token)).State!.Position);
    }

    [Fact]
    public async Task LoadWatermark_NoState_IsNotKnown() => Assert.Null(await _sut.LoadWatermarkAsync("0", Token));

    [Fact]
    public async Task Read_AllPartitions_IsTheLowest()
    {
        await SaveAsync("0", Known);
        await SaveAsync("1", Known.AddMinutes(-1));
        var sut = new HubWatermark(_sut);
        Assert.Equal(Known.AddMinutes(-1), await sut.ReadAsync(["0", "1"], Token));
        Assert.Null(await sut.ReadAsync(["0", "1", "2"], Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BlobClient Blob(string partition) => _container.GetBlobClient($"state/{partition}.json");

    private Task<ETag?> SaveAsync(string partition, DateTimeOffset? watermark) =>
        _sut.TrySaveAsync(
            partition,
            new PartitionState
            {
                Incarnation = "i",
                HubCreatedAt = DateTimeOffset.UnixEpoch,
                Position = 1,
                Offset = "1",
                EnqueuedTime = DateTimeOffset.UnixEpoch,
                Watermark = watermark,
                Routing = RoutingSettings.Create(padded: true, new OutputSettings()),
                Producers = [],
            },
            null,
            Token
        );
}
