using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ModelData.Testing;

[Trait("Level", "Integration")]
public sealed class BlobFaultProxyTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    private static readonly string BlockA = Convert.ToBase64String("block-a"u8);
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pass_StreamedUploadOfOddName_ArrivesUnchangedAndSigned()
    {
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite, Token);
        var container = await CreateContainerAsync(proxy);
        var blob = container.GetBlockBlobClient("a b/100%/ä+&?=#/data.csv");
        var content = new byte[9 * 1024 * 1024 + 7];
        Random.Shared.NextBytes(content);

        using (var stream = new MemoryStream(content))
        {
            await blob.StageBlockAsync(BlockA, stream, cancellationToken: Token);
        }
        await blob.CommitBlockListAsync(
            [BlockA],
            new CommitBlockListOptions { Metadata = new Dictionary<string, string> { ["seq"] = "x" } },
            Token
        );

        var direct = new BlobContainerClient(fixture.Azurite.ConnectionString, container.Name);
        var download = await direct.GetBlobClient(blob.Name).DownloadContentAsync(Token);
        Assert.Equal(content, download.Value.Content.ToArray());
        var viaProxy = await blob.DownloadContentAsync(Token);
        Assert.Equal(content, viaProxy.Value.Content.ToArray());
        var properties = await blob.GetPropertiesAsync(cancellationToken: Token);
        Assert.Equal(content.Length, properties.Value.ContentLength);
        Assert.Equal("x", properties.Value.Metadata["seq"]);
        Assert.Single((await blob.GetBlockListAsync(cancellationToken: Token)).Value.CommittedBlocks);
        var names = container.GetBlobsAsync(cancellationToken: Token);
        Assert.Equal([blob.Name], await names.Select(it => it.Name).ToListAsync(Token));
        Assert.Equal(1, proxy.Count(BlobOperation.CreateContainer));
        Assert.Equal(1, proxy.Count(BlobOperation.StageBlock));
        Assert.Equal(1, proxy.Count(BlobOperation.CommitBlockList));
        Assert.Equal(1, proxy.Count(BlobOperation.GetProperties));
        Assert.Equal(1, proxy.Count(BlobOperation.GetBlockList));
        Assert.Equal(1, proxy.Count(BlobOperation.GetBlob));
        Assert.Equal(1, proxy.Count(BlobOperation.ListBlobs));
        Assert.Equal(0, proxy.Count(BlobOperation.Other));
    }

    [Fact]
    public async Task LoseRequest_Put_NothingIsStored()
    {
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite, Token);
        var container = await CreateContainerAsync(proxy);
        using var armed = proxy.Arm(it => it.Operation == BlobOperation.PutBlob, BlobFault.LoseRequest);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => PutAsync(container, "lost"));

        Assert.Equal(0, failure.Status);
        Assert.Equal(1, armed.Hits);
        Assert.False(await container.GetBlobClient("lost").ExistsAsync(Token));
        await PutAsync(container, "lost");
    }

    [Fact]
    public async Task LoseResponse_Put_BlobIsStored()
    {
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite, Token);
        var container = await CreateContainerAsync(proxy);
        using var armed = proxy.Arm(it => it.BlobName == "kept", BlobFault.LoseResponse);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => PutAsync(container, "kept"));

        Assert.Equal(0, failure.Status);
        Assert.Equal("kept", (await armed.FirstHit).BlobName);
        Assert.True(await container.GetBlobClient("kept").ExistsAsync(Token));
    }

    [Fact]
    public async Task Refuse_Put_ClientSeesTheErrorCode()
    {
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite, Token);
        var container = await CreateContainerAsync(proxy);
        proxy.Arm(it => it.Operation == BlobOperation.PutBlob, BlobFault.Refuse(412, "LeaseIdMissing"), skip: 1);

        await PutAsync(container, "first");
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => PutAsync(container, "second"));

        Assert.Equal((412, "LeaseIdMissing"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Callbacks_Put_RunAtTheirPoints()
    {
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite, Token);
        var container = await CreateContainerAsync(proxy);
        var direct = new BlobContainerClient(fixture.Azurite.ConnectionString, container.Name).GetBlobClient("it");
        var points = new List<(string, bool)>();
        var isResponded = new TaskCompletionSource();
        var tapped = 0;
        proxy.Arm(
            it => it.Operation == BlobOperation.PutBlob,
            new BlobFault
            {
                BodyTap = (_, bytes) => tapped += bytes.Length,
                BeforeForward = async _ => points.Add(("before", await direct.ExistsAsync(Token))),
                AfterAnswer = async (_, status) => points.Add(($"answered {status}", await direct.ExistsAsync(Token))),
                AfterResponse = async (_, _) =>
                {
                    points.Add(("responded", await direct.ExistsAsync(Token)));
                    isResponded.SetResult();
                },
            }
        );

        await PutAsync(container, "it");
        await isResponded.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal([("before", false), ("answered 201", true), ("responded", true)], points);
        Assert.Equal(4, tapped);
    }

    private async Task<BlobContainerClient> CreateContainerAsync(BlobFaultProxy proxy)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        var container = new BlobContainerClient(proxy.ConnectionString, $"c{Guid.NewGuid():N}", options);
        await container.CreateAsync(cancellationToken: Token);
        return container;
    }

    private static async Task PutAsync(BlobContainerClient container, string name)
    {
        using var stream = new MemoryStream("body"u8.ToArray());
        await container.GetBlockBlobClient(name).UploadAsync(stream, cancellationToken: Token);
    }
}
