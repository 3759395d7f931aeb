using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.DeadLetters;

[Trait("Level", "Unit")]
public sealed class InMemoryLetterPackTests : LetterPackContract
{
    private readonly InMemoryDataBlobs _blobs = new();

    private protected override Task<IDataBlobs> CreateAsync() => Task.FromResult<IDataBlobs>(_blobs);

    private protected override Task UploadAsync(string name, string content)
    {
        _blobs.Upload(name, content);
        return Task.CompletedTask;
    }
}
