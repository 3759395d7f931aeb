using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Balancing;

[Trait("Level", "Integration")]
public sealed class BlobCheckpointStoreTests(AzuriteFixture azurite)
{
    private const string Host = "Ns1.ServiceBus.windows.net";
    private const string BlobPrefix = "ns1.servicebus.windows.net/telemetry/$default/checkpoint/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetAsync_NoBlob_ReturnsNull()
    {
        var sut = new BlobCheckpointStore(await azurite.CreateContainerAsync(), Host, "Telemetry", "$Default");

        Assert.Null(await sut.GetAsync("0", Token));
    }

    [Fact]
    public async Task GetAsync_NoContainer_Throws()
    {
        BlobContainerClient missing = await azurite.MissingContainerAsync();
        var sut = new BlobCheckpointStore(missing, Host, "Telemetry", "$Default");

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() =>
            sut.GetAsync("0", Token)
        );
        Assert.Equal(BlobErrorCode.ContainerNotFound, failure.ErrorCode);
    }

    [Fact]
    public async Task UpdateAsync_NoContainer_Throws()
    {
        BlobContainerClient missing = await azurite.MissingContainerAsync();
        var sut = new BlobCheckpointStore(missing, Host, "Telemetry", "$Default");

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() =>
            sut.UpdateAsync("0", 1, "1", Token)
        );
        Assert.Equal(BlobErrorCode.ContainerNotFound, failure.ErrorCode);
    }

    [Fact]
    public async Task UpdateAsync_FirstTime_CreatesTheBlobOfTheOfficialSdks()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        var sut = new BlobCheckpointStore(container, Host, "Telemetry", "$Default", "worker-7");

        await sut.UpdateAsync("Part0", 41, "9223372036854775807", Token);

        var blobs = new List<BlobItem>();
        await foreach (BlobItem item in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, Token))
        {
            blobs.Add(item);
        }

        BlobItem blob = Assert.Single(blobs);
        // The partition id keeps its case; everything before it is lower case.
        Assert.Equal(BlobPrefix + "Part0", blob.Name);
        Assert.Equal(0, blob.Properties.ContentLength);
        Assert.Equal(BlobType.Block, blob.Properties.BlobType);
        Assert.Equal(
            [("clientidentifier", "worker-7"), ("offset", "9223372036854775807"), ("sequencenumber", "41")],
            blob.Metadata.Select(pair => (pair.Key, pair.Value)).Order()
        );
    }

    [Fact]
    public async Task UpdateAsync_Again_ReplacesWhatWasThere()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        var sut = new BlobCheckpointStore(container, Host, "Telemetry", "$Default", "reader");
        await sut.UpdateAsync("0", 41, "410", Token);

        await sut.UpdateAsync("0", 40, "eu-west;3:40/a+b=%", Token);

        Assert.Equal(new Checkpoint("0", 40, "eu-west;3:40/a+b=%", "reader"), await sut.GetAsync("0", Token));
    }

    [Theory]
    [InlineData("77", "7", 7L, "77")]
    [InlineData("opaque:77@x", "7", 7L, "opaque:77@x")]
    [InlineData("", "7", 7L, null)]
    [InlineData("No Offset", "7", 7L, null)]
    [InlineData(null, "7", 7L, null)]
    [InlineData("77", null, null, "77")]
    [InlineData("77", "-9223372036854775808", null, "77")]
    [InlineData("77", "seven", null, "77")]
    public async Task GetAsync_WhatSdksWrite_IsReadAsTheNetSdkDoes(
        string? offset,
        string? sequenceNumber,
        long? expectedNumber,
        string? expectedOffset
    )
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        await WriteAsync(container, offset, sequenceNumber);
        var sut = new BlobCheckpointStore(container, Host, "Telemetry", "$Default");

        Assert.Equal(new Checkpoint("0", expectedNumber, expectedOffset), await sut.GetAsync("0", Token));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("no offset", "-9223372036854775808")]
    [InlineData("", "x")]
    public async Task GetAsync_NothingUsable_ReturnsNull(string? offset, string? sequenceNumber)
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        await WriteAsync(container, offset, sequenceNumber);
        var sut = new BlobCheckpointStore(container, Host, "Telemetry", "$Default");

        Assert.Null(await sut.GetAsync("0", Token));
    }

    private static async Task WriteAsync(BlobContainerClient container, string? offset, string? sequenceNumber)
    {
        var metadata = new Dictionary<string, string> { ["unknown"] = "ignored" };
        if (offset is not null)
        {
            metadata["offset"] = offset;
        }

        if (sequenceNumber is not null)
        {
            metadata["sequencenumber"] = sequenceNumber;
        }

        await container
            .GetBlobClient(BlobPrefix + "0")
            .UploadAsync(BinaryData.Empty, new BlobUploadOptions { Metadata = metadata }, Token);
    }
}
