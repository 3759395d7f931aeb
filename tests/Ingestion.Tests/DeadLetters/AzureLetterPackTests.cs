using Azure.Storage.Blobs;
using ModelData.Ingestion.Blobs;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.DeadLetters;

[Trait("Level", "Integration")]
public sealed class AzureLetterPackTests(AzuriteFixture fixture) : LetterPackContract
{
    private BlobContainerClient? _container;

    private protected override async Task<IDataBlobs> CreateAsync() =>
        new AzureDataBlobs(_container = await fixture.CreateContainerAsync());

    private protected override Task UploadAsync(string name, string content) =>
        _container!.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true, Token);
}
