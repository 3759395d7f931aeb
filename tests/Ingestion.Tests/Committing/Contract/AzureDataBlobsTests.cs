using Azure.Storage.Blobs;
using ModelData.Ingestion.Blobs;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Committing.Contract;

[Trait("Level", "Integration")]
public sealed class AzureDataBlobsTests(AzuriteFixture fixture) : DataBlobsContract
{
    private BlobContainerClient? _container;

    private protected override async Task<IDataBlobs> CreateAsync() =>
        new AzureDataBlobs(_container = await fixture.CreateContainerAsync());

    private protected override Task DeleteAsync(string name) =>
        _container!.DeleteBlobAsync(name, cancellationToken: TestContext.Current.CancellationToken);

    private protected override Task UploadAsync(string name, string content) =>
        _container!
            .GetBlobClient(name)
            .UploadAsync(BinaryData.FromString(content), overwrite: true, TestContext.Current.CancellationToken);
}
