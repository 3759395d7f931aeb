using CsCheck;

namespace ModelData.Tests.Addressing;

[Trait("Level", "Unit")]
public sealed class BlobLayoutTests
{
    private static readonly CollectionAddress Address = CollectionAddress.InWorkspace(
        "00000000-0000-0000-0000-000000000001/rg/ws",
        "svc",
        "best_model",
        "10",
        "inputs"
    );

    [Fact]
    public void Folder_Day_IsPaddedUnlessToldOtherwise()
    {
        DateOnly day = new(2026, 3, 7);
        string start = "00000000-0000-0000-0000-000000000001/rg/ws/svc/best_model/10/inputs/2026/";
        Assert.Equal(start + "03/07", BlobLayout.Folder(Address, day));
        Assert.Equal(start + "3/7", BlobLayout.Folder(Address, day, isPadded: false));
    }

    [Fact]
    public void BlobName_AnyAddress_IsLegalAndReadsBack() =>
        Gen.Select(Generators.Names, Generators.Day, Gen.Bool)
            .Where((n, _, _) => CollectionAddressTests.IsLegal(n))
            .Sample(
                (names, day, isPadded) =>
                {
                    DataFileName file = new("0123456789abcdef", 999_999, 9_999, "parquet");
                    Assert.InRange(file.ToString().Length, 1, EventLimits.MaxFileNameLength);
                    CollectionAddress address = CollectionAddressTests.Of(names);
                    string name = BlobLayout.BlobName(address, day, file, isPadded);
                    Assert.InRange(name.Length, 1, EventLimits.MaxBlobNameLength);
                    Assert.Equal(11, name.Split('/').Length);
                    Assert.True(BlobLayout.TryParse(name, out BlobLocation? location));
                    Assert.Equal(new BlobLocation(address, day, file.ToString()), location);
                },
                iter: 5_000
            );

    [Fact]
    public void BlobName_LongestAddress_FitsTheService()
    {
        string name = new('x', 128);
        string[] names = [name, name, name, name, name, name, new string('x', 900 - (128 * 6) - 6)];
        DataFileName file = new("0123456789abcdef", 999_999, 9_999, "parquet");
        string blob = BlobLayout.BlobName(CollectionAddressTests.Of(names), new DateOnly(9999, 12, 31), file);
        Assert.InRange(blob.Length, 900, EventLimits.MaxBlobNameLength);
    }

    [Theory]
    [InlineData("a/b/c/d/e/f/g/2026/03/07")]
    [InlineData("a/b/c/d/e/f/g/2026/03/07/")]
    [InlineData("a/b/c/d/e/f/g/2026/03/07/x/y")]
    [InlineData("a/b/c/d/e/f/g/2026/3/07/data.csv")]
    [InlineData("a/b/c/d/e/f/g/2026/13/07/data.csv")]
    [InlineData("a/b/c/d/e/f/g/2026/02/30/data.csv")]
    [InlineData("a/b/c/d/e/f/g/26/02/03/data.csv")]
    [InlineData("a/b/c/d/e/f/g/2026/1\0/3/data.csv")]
    [InlineData("a/b/c/d/e/f/g/2026/002/003/data.csv")]
    [InlineData("a/b/c/d//f/g/2026/02/03/data.csv")]
    [InlineData("a/b/c/d/../f/g/2026/02/03/data.csv")]
    [InlineData("")]
    public void TryParse_OtherName_IsRefused(string name) => Assert.False(BlobLayout.TryParse(name, out _));

    [Theory]
    [InlineData("data.csv", null, 1, null, "csv")]
    [InlineData("data-2.csv", null, 2, null, "csv")]
    [InlineData("data-0123456789abcdef.csv", "0123456789abcdef", 1, null, "csv")]
    [InlineData("data-1234567890123456-12.parquet", "1234567890123456", 12, null, "parquet")]
    [InlineData("data-p0007.csv", null, 1, 7, "csv")]
    [InlineData("data-p0007-0123456789abcdef-3.csv", "0123456789abcdef", 3, 7, "csv")]
    public void DataFileName_Parts_AreWrittenAndReadBack(
        string text,
        string? hash,
        int ordinal,
        int? partition,
        string extension
    )
    {
        DataFileName name = new(hash, ordinal, partition, extension);
        Assert.Equal(text, name.ToString());
        Assert.True(DataFileName.TryParse(text, out DataFileName parsed));
        Assert.Equal(name, parsed);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data-1.csv")]
    [InlineData("data-02.csv")]
    [InlineData("data-1000000.csv")]
    [InlineData("data-p7.csv")]
    [InlineData("data-0123456789ABCDEF.csv")]
    [InlineData("data-.csv")]
    [InlineData("Data.csv")]
    [InlineData("data.CSV")]
    [InlineData("data.csv.tmp")]
    public void DataFileName_Other_IsRefused(string text) => Assert.False(DataFileName.TryParse(text, out _));

    [Fact]
    public void DataFileName_Default_IsDataCsv() => Assert.Equal("data.csv", new DataFileName().ToString());
}
