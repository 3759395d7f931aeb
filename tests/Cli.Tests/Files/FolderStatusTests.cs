using ModelData.Cli.Files;

namespace ModelData.Cli.Tests.Files;

[Trait("Level", "Unit")]
public sealed class FolderStatusTests
{
    private const string Folder = "sub/rg/ws/svc/model/1/inputs/2026/03/07";
    private const string Hash = "0123456789abcdef";
    private static readonly CollectionAddress Address = new("sub", "rg", "ws", "svc", "model", "1", "inputs");

    [Fact]
    public void Of_FilesOfTheManifest_IsComplete()
    {
        FolderStatus status = FolderStatus.Of([Present("data.csv"), Present("_schema.json")], Manifest());
        Assert.Equal((FolderState.Complete, ""), (status.State, status.Detail));
        Assert.Equal((1, 10L), (status.Files, status.Bytes));
        Assert.Equal(4, status.Manifest?.Revision);
    }

    [Fact]
    public void Of_NoManifest_IsOpen() =>
        Assert.Equal(FolderState.Open, FolderStatus.Of([Present("data.csv")], null).State);

    [Fact]
    public void Of_ManifestOfTheFirstHours_IsOpen()
    {
        FolderStatus status = FolderStatus.Of(
            [Present("data.csv")],
            Manifest(completeAt: new DateTimeOffset(2026, 3, 7, 23, 15, 0, TimeSpan.Zero))
        );
        Assert.Equal(FolderState.Open, status.State);
        Assert.Equal(4, status.Manifest?.Revision);
    }

    [Fact]
    public void Of_FilesDiffer_IsChangedAndSaysHow()
    {
        Assert.Equal("data.csv is missing", Changed(Present("_schema.json")));
        Assert.Equal("data-2.csv is new", Changed(Present("data.csv"), Present("data-2.csv")));
        Assert.Equal("data.csv has 11 bytes, not 10", Changed(Present("data.csv") with { Bytes = 11 }));
        Assert.Equal("data.csv was written again", Changed(Present("data.csv") with { ETag = "0x2" }));
    }

    [Fact]
    public void Of_ManifestDamagedOrOfAnotherFolder_IsUnreadable()
    {
        Assert.Equal(FolderState.Unreadable, FolderStatus.Of([Present("data.csv")], "{}"u8.ToArray()).State);
        ReadOnlyMemory<byte> other = Manifest(new DateOnly(2026, 3, 8));
        Assert.Equal(FolderState.Unreadable, FolderStatus.Of([Present("data.csv")], other).State);
    }

    private static string Changed(params DataFile[] files)
    {
        FolderStatus status = FolderStatus.Of(files, Manifest());
        Assert.Equal(FolderState.Changed, status.State);
        return status.Detail;
    }

    private static DataFile Present(string name)
    {
        string path = $"{Folder}/{name}";
        Assert.True(BlobLayout.TryParse(path, out BlobLocation? location));
        return new DataFile(path, location, "0x1", 10, DateTimeOffset.UnixEpoch, Facts: null);
    }

    private static ReadOnlyMemory<byte> Manifest(DateOnly? day = null, DateTimeOffset? completeAt = null) =>
        new FolderManifest
        {
            Address = Address,
            Day = day ?? new DateOnly(2026, 3, 7),
            Revision = 4,
            CompleteAt = completeAt ?? new DateTimeOffset(2026, 3, 9, 0, 15, 0, TimeSpan.Zero),
            Files = [new FolderFile(new DataFileName(), Hash, 1, 10, new string('a', 64), "\"0x1\"")],
        }.Write();
}
