using System.Text;
using CsCheck;

namespace ModelData.Tests.Folders;

[Trait("Level", "Unit")]
public sealed class FolderManifestTests
{
    private const string Hash = "0123456789abcdef";
    private const string OtherHash = "fedcba9876543210";
    private static readonly string Sha256 = new('a', 64);

    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame()
    {
        FolderManifest written = Manifest();
        Assert.True(FolderManifest.TryRead(written.Write(), out FolderManifest? read));
        Assert.Equal(written.Address, read.Address);
        Assert.Equal(written.Day, read.Day);
        Assert.Equal(3, read.Revision);
        Assert.Equal(written.CompleteAt, read.CompleteAt);
        Assert.Equal(TimeSpan.Zero, read.CompleteAt.Offset);
        Assert.Equal(written.Files.OrderBy(file => file.Name.ToString(), StringComparer.Ordinal), read.Files);
        Assert.Equal(12, read.Rows);
        Assert.Equal(340, read.Bytes);
        Assert.Equal(41, read.Positions[Hash][7]);
        Assert.Equal(written.Write(), read.Write());
    }

    [Fact]
    public void TryRead_AnyAddressAndDay_IsTheSame() =>
        Gen.Select(Generators.Names, Generators.Day)
            .Where((names, d) => CollectionAddress.TryCreate(names, out _, out _))
            .Sample(
                (names, day) =>
                {
                    Assert.True(CollectionAddress.TryCreate(names, out CollectionAddress? address, out _));
                    Assert.True(FolderManifest.TryRead(Manifest(address, day).Write(), out FolderManifest? read));
                    Assert.Equal((address, day), (read.Address, read.Day));
                },
                iter: 300
            );

    [Fact]
    public void TryRead_RowsPerRate_AreThoseThatWereWritten()
    {
        FolderFile file = File("data.csv") with
        {
            Rows = 5,
            RowsPerRate = RowsPerRate.None.Add(1, 3).Add(0.1m, 1).Add(null, 1),
        };
        FolderManifest manifest = Manifest(files: [file]);
        byte[] written = manifest.Write();
        Assert.True(FolderManifest.TryRead(written, out FolderManifest? read));
        Assert.Equal(file, Assert.Single(read.Files));
        Assert.Equal(written, read.Write());

        string text = Encoding.UTF8.GetString(written);
        Assert.False(
            FolderManifest.TryRead(
                Encoding.UTF8.GetBytes(text.Replace("\"0.1\": 1", "\"0.1\": 2", StringComparison.Ordinal)),
                out _
            )
        );
        Assert.False(
            FolderManifest.TryRead(
                Encoding.UTF8.GetBytes(text.Replace("\"0.1\": 1", "\"2\": 1", StringComparison.Ordinal)),
                out _
            )
        );
        Assert.DoesNotContain("rowsPerRate", Encoding.UTF8.GetString(Manifest().Write()), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ETagOfAHeader_StandsWithoutItsQuotes()
    {
        FolderFile file = File("data.csv") with { ETag = "\"0x8DC\"" };
        Assert.Equal("0x8DC", file.ETag);
        Assert.Equal("0x8DC", new FolderFile(new DataFileName(), Hash, 1, 1, Sha256, "\"0x8DC\"").ETag);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"version\": 1,", "")]
    [InlineData("\"revision\": 3", "\"revision\": 0")]
    [InlineData("\"rows\": 12", "\"rows\": 13")]
    [InlineData("\"bytes\": 340", "\"bytes\": 341")]
    [InlineData("\"day\": \"2026-11-25\"", "\"day\": \"2026-11-31\"")]
    [InlineData("sub/rg/ws", "sub/rg/../ws")]
    [InlineData("sub/rg/ws", "sub/rg")]
    [InlineData("\"name\": \"data.csv\"", "\"name\": \"../data.csv\"")]
    [InlineData("\"name\": \"data.csv\"", "\"name\": null")]
    [InlineData("\"name\": \"data.csv\"", "\"name\": \"data-2.csv\", \"name\": \"data.csv\"")]
    [InlineData("\"format\": \"csv\"", "\"format\": \"parquet\"")]
    [InlineData("\"etag\": \"0x8DC\"", "\"etag\": \"0x8D\\u001bC\"")]
    [InlineData("aaaa", "AAAA")]
    [InlineData("\"7\": 41", "\"-7\": 41")]
    [InlineData("\"7\": 41", "\"7\": -41")]
    [InlineData("\"completeAt\": \"2026-11-26T00:10:00Z\"", "\"completeAt\": \"2026-11-26T00:10:00\"")]
    public void TryRead_OneThingIsWrong_IsRefused(string right, string wrong)
    {
        string text = Encoding.UTF8.GetString(Manifest().Write());
        Assert.Contains(right, text, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.False(FolderManifest.TryRead(changed, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\":1,\"files\":[null]}")]
    [InlineData("\u001b[2J")]
    [InlineData("{\"version\":1,\"address\":\"\\ud800\"}")]
    [InlineData("{\"version\":1,\"positions\":{\"\\ud800\":{\"1\":1}}}")]
    [InlineData("{\"version\":1,\"positions\":{\"a\":{\"99999999999\":1}}}")]
    [InlineData("{\"version\":1,\"completeAt\":\"0001-01-01T00:00:00+14:00\"}")]
    public void TryRead_SomethingElse_IsRefused(string text) =>
        Assert.False(FolderManifest.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void TryRead_UnknownMembers_AreIgnored()
    {
        string text = Encoding.UTF8.GetString(Manifest().Write());
        string newer = text.Replace("\"revision\"", "\"later\": {\"a\": [1]}, \"revision\"", StringComparison.Ordinal);
        Assert.True(FolderManifest.TryRead(Encoding.UTF8.GetBytes(newer), out _));
    }

    [Fact]
    public void TryRead_AnyDamage_NeverThrows()
    {
        byte[] whole = Manifest().Write();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length])
            .Sample(
                (position, value, length) =>
                {
                    byte[] damaged = [.. whole];
                    damaged[position] = value;
                    FolderManifest.TryRead(damaged, out _);
                    FolderManifest.TryRead(damaged.AsSpan(0, length), out _);
                },
                iter: 2_000
            );
    }

    [Fact]
    public void Write_WhatNobodyCouldRead_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Manifest(files: [File("data.csv"), File("data.csv")]).Write());
        Assert.Throws<InvalidOperationException>(() => Manifest(files: [File("data.json")]).Write());
        Assert.Throws<InvalidOperationException>(() => Manifest(files: [File($"data-{OtherHash}.csv")]).Write());
        Assert.Throws<InvalidOperationException>(() => Manifest(files: [File("data.csv") with { Rows = -1 }]).Write());
    }

    [Fact]
    public void Rows_OfTwoFormats_CountOnceAndPerFormat()
    {
        FolderFile csv = File("data.csv") with { Rows = 10 };
        FolderFile parquet = File("data.parquet") with { Rows = 12, Copies = 10 };
        FolderManifest manifest = Manifest(files: [csv, parquet]);
        Assert.True(FolderManifest.TryRead(manifest.Write(), out FolderManifest? read));
        Assert.Equal(12, read.Rows);
        Assert.Equal(new Dictionary<string, long> { ["csv"] = 10, ["parquet"] = 12 }, read.RowsPerFormat);
        Assert.Equal(10, read.Files[1].Copies);
        string text = Encoding.UTF8.GetString(manifest.Write());
        byte[] wrong = Encoding.UTF8.GetBytes(text.Replace("\"csv\": 10", "\"csv\": 11", StringComparison.Ordinal));
        Assert.False(FolderManifest.TryRead(wrong, out _));
        Assert.Throws<InvalidOperationException>(() => Manifest(files: [csv with { Copies = 11 }]).Write());
    }

    [Fact]
    public void TryRead_WithoutRowsPerFormat_IsAManifestOfAnEarlierVersion()
    {
        string text = Encoding.UTF8.GetString(Manifest().Write());
        int start = text.IndexOf("  \"rowsPerFormat\"", StringComparison.Ordinal);
        int end = text.IndexOf('}', start) + 3;
        Assert.True(FolderManifest.TryRead(Encoding.UTF8.GetBytes(text.Remove(start, end - start)), out _));
    }

    private static FolderManifest Manifest(
        CollectionAddress? address = null,
        DateOnly? day = null,
        IReadOnlyList<FolderFile>? files = null
    ) =>
        new()
        {
            Address = address ?? new CollectionAddress("sub", "rg", "ws", "svc", "model", "1", "inputs"),
            Day = day ?? new DateOnly(2026, 11, 25),
            Revision = 3,
            CompleteAt = new DateTimeOffset(2026, 11, 26, 1, 10, 0, TimeSpan.FromHours(1)),
            Files =
                files
                ??
                [
                    File("data.parquet") with
                    {
                        Rows = 5,
                        Bytes = 240,
                    },
                    File("data.csv") with
                    {
                        Rows = 7,
                        Bytes = 100,
                    },
                ],
            Positions = new Dictionary<string, IReadOnlyDictionary<int, long>>
            {
                [Hash] = new Dictionary<int, long> { [11] = 3, [7] = 41 },
            },
        };

    private static FolderFile File(string name)
    {
        Assert.True(DataFileName.TryParse(name, out DataFileName parsed));
        return new FolderFile(parsed, Hash, 1, 1, Sha256, "0x8DC");
    }
}
