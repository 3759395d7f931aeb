using System.Text;
using System.Text.Json;
using CsCheck;

namespace ModelData.Tests.Folders;

[Trait("Level", "Unit")]
public sealed class FolderSchemasTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame()
    {
        FolderSchemas written = FolderSchemas.Empty.Seen(AllTypes, Noon).Seen(Schema("模型"), Noon.AddHours(1));
        Assert.True(FolderSchemas.TryRead(written.Write(), out FolderSchemas? read));
        Assert.Equal(written.Schemas, read.Schemas);
        Assert.Equal(written.Write(), read.Write());
        Assert.Equal(AllTypes, read.Find(AllTypes.Hash));
        Assert.Null(read.Find("0123456789abcdef"));
    }

    [Fact]
    public void Write_Types_AreLowerCaseWords()
    {
        string text = Encoding.UTF8.GetString(FolderSchemas.Empty.Seen(AllTypes, Noon).Write());
        string[] words = ["timestamp", "string", "string", "string", "double", "float", "int64", "int32", "boolean"];
        Assert.Equal(
            [.. words, "timestamp"],
            System.Text.RegularExpressions.Regex.Matches(text, "\"type\": \"(\\w+)\"").Select(m => m.Groups[1].Value)
        );
    }

    [Fact]
    public void Seen_Again_MovesTheTimesApartOnly()
    {
        FolderSchemas schemas = FolderSchemas.Empty.Seen(AllTypes, Noon).Seen(AllTypes, Noon.AddHours(2));
        schemas = schemas.Seen(AllTypes, Noon.AddHours(1)).Seen(AllTypes, Noon.AddHours(-1));
        FolderSchema only = Assert.Single(schemas.Schemas);
        Assert.Equal((Noon.AddHours(-1), Noon.AddHours(2)), (only.FirstSeen, only.LastSeen));
        Assert.Empty(FolderSchemas.Empty.Schemas);
    }

    [Fact]
    public void TryRead_Marks_AreThoseThatWereWritten()
    {
        FeatureSchema marked = FeatureSchema.ForFeatures([
            new("a", FeatureType.Double) { IsUntyped = true },
            new("b", FeatureType.Double) { Exact = new(ExactTypeKind.Decimal, 18, 4) },
        ]);
        byte[] written = FolderSchemas.Empty.Seen(marked, Noon).Write();
        Assert.True(FolderSchemas.TryRead(written, out FolderSchemas? read));
        Assert.Equal(marked, read.Find(marked.Hash));

        string later = Encoding.UTF8.GetString(written).Replace("decimal(18:4)", "float128", StringComparison.Ordinal);
        Assert.True(FolderSchemas.TryRead(Encoding.UTF8.GetBytes(later), out read));
        Assert.Null(read.Find(marked.Hash)!.Columns[^1].Exact);
    }

    [Fact]
    public void TryRead_RedactedColumns_AreThoseThatWereWrittenAndApart()
    {
        FeatureSchema clear = FeatureSchema.ForFeatures([new("a", FeatureType.String)]);
        FeatureSchema hashed = FeatureSchema.ForFeatures(
            [new("a", FeatureType.String) { Redaction = RedactionMethod.Hash }],
            RedactionMethod.Mask,
            "k1"
        );
        byte[] written = FolderSchemas
            .Empty.Seen(hashed, Noon)
            .Seen(clear, Noon)
            .Seen(hashed, Noon.AddHours(1))
            .Write();
        Assert.True(FolderSchemas.TryRead(written, out FolderSchemas? read));
        Assert.Equal(hashed, read.Find(hashed.Hash));
        Assert.Equal(clear, read.Find(clear.Hash));
        Assert.Equal(written, read.Write());

        // Whoever does not know redaction passes over a member, and finds a document that is whole.
        using JsonDocument document = JsonDocument.Parse(written);
        Assert.Equal(
            clear.Hash,
            Assert.Single(document.RootElement.GetProperty("schemas").EnumerateArray()).GetProperty("hash").GetString()
        );
        JsonElement redacted = Assert.Single(document.RootElement.GetProperty("redactedSchemas").EnumerateArray());
        Assert.Equal("k1", redacted.GetProperty("redactionKey").GetString());
        Assert.Equal("mask", redacted.GetProperty("columns")[1].GetProperty("redaction").GetString());
        Assert.Equal("hash", redacted.GetProperty("columns")[3].GetProperty("redaction").GetString());

        string later = Encoding
            .UTF8.GetString(written)
            .Replace("\"hash\"\n", "\"tokenize\"\n", StringComparison.Ordinal);
        Assert.False(FolderSchemas.TryRead(Encoding.UTF8.GetBytes(later), out _));
        Assert.DoesNotContain(
            "edact",
            Encoding.UTF8.GetString(FolderSchemas.Empty.Seen(clear, Noon).Write()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Seen_WithTheTypeOfAColumn_KnowsIt()
    {
        FeatureColumn number = new("a", FeatureType.Double);
        FeatureSchema unknown = FeatureSchema.ForFeatures([number with { IsUntyped = true }]);
        FeatureSchema plain = FeatureSchema.ForFeatures([number]);
        FeatureSchema exact = FeatureSchema.ForFeatures([number with { Exact = new(ExactTypeKind.UInt64) }]);
        FeatureSchema? Known(params FeatureSchema[] seen) =>
            Assert.Single(seen.Aggregate(FolderSchemas.Empty, (all, next) => all.Seen(next, Noon)).Schemas).Schema;

        Assert.Equal(plain, Known(unknown, plain, unknown));
        Assert.Equal(exact, Known(unknown, exact, unknown, exact));
        Assert.Equal(plain, Known(unknown, exact, plain, exact));
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"x\"", "\"y\"")]
    [InlineData("\"int32\"", "\"int64\"")]
    [InlineData("\"int32\"", "\"Int32\"")]
    [InlineData("\"$Timestamp\"", "\"Timestamp\"")]
    [InlineData("\"firstSeen\": \"2026", "\"firstSeen\": \"2027")]
    [InlineData("12:00:00Z", "12:00:00")]
    public void TryRead_OneThingIsWrong_IsRefused(string right, string wrong)
    {
        string text = Encoding.UTF8.GetString(FolderSchemas.Empty.Seen(Schema("x"), Noon).Write());
        Assert.Contains(right, text, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.False(FolderSchemas.TryRead(changed, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":1,\"schemas\":[null]}")]
    [InlineData("{\"version\":1,\"schemas\":[{\"columns\":[null]}]}")]
    public void TryRead_SomethingElse_IsRefused(string text) =>
        Assert.False(FolderSchemas.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void TryRead_AnyDamage_NeverThrows()
    {
        byte[] whole = FolderSchemas.Empty.Seen(AllTypes, Noon).Write();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length])
            .Sample(
                (position, value, length) =>
                {
                    byte[] damaged = [.. whole];
                    damaged[position] = value;
                    FolderSchemas.TryRead(damaged, out _);
                    FolderSchemas.TryRead(damaged.AsSpan(0, length), out _);
                },
                iter: 2_000
            );
    }

    [Fact]
    public void WithFiles_AnySchema_NamesItsFiles()
    {
        FeatureSchema other = Schema("x");
        DataFileName first = new();
        DataFileName sibling = new(other.Hash);
        FolderSchemas schemas = FolderSchemas
            .Empty.Seen(AllTypes, Noon)
            .WithFile(AllTypes.Hash, first)
            .WithFile(AllTypes.Hash, first)
            .Seen(other, Noon)
            .WithFile(other.Hash, first)
            // The claim of the first file was lost to the other schema.
            .WithFile(other.Hash, sibling, lost: first);
        Assert.True(FolderSchemas.TryRead(schemas.Write(), out FolderSchemas? read));
        Assert.Equal(schemas.Schemas, read.Schemas);
        Assert.Equal([first], read.Schemas[0].Files);
        Assert.Equal([sibling], read.Schemas[1].Files);
        DataFileName next = new(Ordinal: 2);
        Assert.Equal([next, first], schemas.WithFile(AllTypes.Hash, next, lost: first).Schemas[0].Files);
        Assert.Equal([next], schemas.WithFiles(AllTypes.Hash, [next]).Schemas[0].Files);
        string text = Encoding.UTF8.GetString(schemas.Write());
        Assert.Contains("\"files\": [", text, StringComparison.Ordinal);
        byte[] wrong = Encoding.UTF8.GetBytes(text.Replace("\"data.csv\"", "\"../x.csv\"", StringComparison.Ordinal));
        Assert.False(FolderSchemas.TryRead(wrong, out _));
    }

    private static FeatureSchema AllTypes { get; } =
        FeatureSchema.ForFeatures([
            .. Enum.GetValues<FeatureType>().Select(type => new FeatureColumn(type.ToString(), type)),
        ]);

    private static FeatureSchema Schema(string feature) =>
        FeatureSchema.ForFeatures([new FeatureColumn(feature, FeatureType.Int32)]);
}
