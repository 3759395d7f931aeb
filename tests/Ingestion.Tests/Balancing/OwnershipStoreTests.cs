using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Balancing;

[Trait("Level", "Unit")]
public sealed class InMemoryOwnershipStoreTests : OwnershipStoreContract
{
    private protected override Task<IOwnershipStore> CreateAsync() =>
        Task.FromResult<IOwnershipStore>(new InMemoryOwnershipStore(TimeProvider.System));
}

[Trait("Level", "Integration")]
public sealed class BlobOwnershipStoreTests(AzuriteFixture azurite) : OwnershipStoreContract
{
    private const string BlobPrefix = "ns1.servicebus.windows.net/telemetry/$default/ownership/";

    private protected override async Task<IOwnershipStore> CreateAsync() =>
        Create(await azurite.CreateContainerAsync());

    [Fact]
    public async Task TryWrite_FirstTime_CreatesTheBlobOfTheOfficialSdks()
    {
        var container = await azurite.CreateContainerAsync();

        await Create(container).TryWriteAsync("3", "worker-7/1", null, Token);

        BlobProperties blob = await container.GetBlobClient($"{BlobPrefix}3").GetPropertiesAsync(null, Token);
        Assert.Equal(0, blob.ContentLength);
        Assert.Equal(BlobType.Block, blob.BlobType);
        Assert.Equal(("ownerid", "worker-7/1"), Assert.Single(blob.Metadata.Select(pair => (pair.Key, pair.Value))));
    }

    [Fact]
    public async Task List_ABlobWithoutAnOwner_CountsAsGivenUp()
    {
        var container = await azurite.CreateContainerAsync();
        await container.GetBlobClient($"{BlobPrefix}3").UploadAsync(BinaryData.Empty, Token);

        var listing = await Create(container).ListAsync(Token);

        Assert.Equal(("3", ""), Assert.Single(listing.Ownerships.Select(o => (o.PartitionId, o.OwnerId))));
    }

    [Fact]
    public async Task List_NoContainer_Throws()
    {
        var store = Create(await azurite.MissingContainerAsync());

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => store.ListAsync(Token));
        Assert.Equal(BlobErrorCode.ContainerNotFound, failure.ErrorCode);
    }

    private static BlobOwnershipStore Create(BlobContainerClient container) =>
        new(container, "Ns1.ServiceBus.windows.net", "Telemetry", "$Default");
}
