using System.Text;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Files.Csv;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Formats.Csv;

[Trait("Level", "Unit")]
public sealed class MergedBlocksStreamTests
{
    private readonly InMemoryDataBlobs _blobs = new();

    [Fact]
    public async Task Read_BlocksAndRows_GivesThemInOrderAndAgainAfterSeeking()
    {
        await using var sut = await CreateAsync();
        Assert.Equal("secondthirdrows", await ReadAsync(sut));
        Assert.Equal(15, sut.Length);

        sut.Position = 8;
        Assert.Equal("irdrows", await ReadAsync(sut));
        sut.Seek(-4, SeekOrigin.End);
        Assert.Equal("rows", await ReadAsync(sut));
        sut.Position = 0;
        Assert.Equal("secondthirdrows", await ReadAsync(sut));
    }

    [Fact]
    public async Task Read_BlobHasAnotherVersion_Fails()
    {
        await using var sut = await CreateAsync();
        _blobs.Upload("f/data.csv", "other");
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => ReadAsync(sut));
    }

    private async Task<MergedBlocksStream> CreateAsync()
    {
        string[] contents = ["first", "second", "third"];
        foreach (string content in contents)
        {
            using var block = new MemoryStream(Encoding.UTF8.GetBytes(content));
            await _blobs.StageAsync("f/data.csv", content, block, default);
        }

        await _blobs.CommitAsync("f/data.csv", contents, new Dictionary<string, string>(), null, default);
        var loaded = await _blobs.LoadAsync("f/data.csv", default);
        var none = new CommittedSequences();
        var blob = BlobState.Existing("f", new DataFileName(), loaded!, none, none);
        var rows = new MemoryPartsStream([Encoding.UTF8.GetBytes("ro"), Encoding.UTF8.GetBytes("ws")]);
        return new MergedBlocksStream(blob, 1, new BlockReader(_blobs, new BlockCache(1024)), rows);
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return Encoding.UTF8.GetString(copy.ToArray());
    }
}
