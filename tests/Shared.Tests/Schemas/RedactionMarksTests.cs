using CsCheck;

namespace ModelData.Tests.Schemas;

/// <summary>Which columns an event says to be redacted, and what that makes of its schema.</summary>
[Trait("Level", "Unit")]
public sealed class RedactionMarksTests
{
    private const string KeyId = "k1";

    private static readonly Gen<RedactionMethod?> Method = Gen.Int[0, 3]
        .Select(it => it < 2 ? (RedactionMethod?)it : null);

    [Fact]
    public void Attribute_OfAnyColumns_ReadsBackAsTheyWere() =>
        Gen.Select(Method, Method.Array[1, 40])
            .Sample(
                (correlation, methods) =>
                {
                    FeatureSchema schema = Schema(correlation, methods);
                    FeatureColumn[] read = [.. schema.Columns.Select(column => column with { Redaction = null })];
                    Assert.Null(schema.Redacted is { } text ? RedactionMarks.Read(text, read) : null);
                    Assert.Equal(schema.Columns, read);
                }
            );

    [Fact]
    public void Attribute_OfColumns_IsShort()
    {
        Assert.Null(Schema(null, [null, null]).Redacted);
        Assert.Equal(
            "c:mask,1:hash,3-5:mask,6:hash",
            Schema(RedactionMethod.Mask, [null, H, null, M, M, M, H]).Redacted
        );
        Assert.Equal("c:hash", Schema(RedactionMethod.Hash, [null]).Redacted);
    }

    [Fact]
    public void Hash_OfRedactedColumns_IsThatOfMethodAndKey()
    {
        FeatureSchema[] schemas =
        [
            Schema(null, [null, null]),
            Schema(null, [H, null]),
            Schema(null, [H, null], "k2"),
            Schema(null, [M, null]),
            Schema(null, [null, M]),
            Schema(null, [H, H]),
            Schema(RedactionMethod.Mask, [null, null]),
            Schema(RedactionMethod.Hash, [null, null]),
        ];
        Assert.Distinct(schemas.Select(it => it.Hash));
        Assert.Distinct(schemas);
        Assert.Equal(Schema(null, [H, null]), Schema(null, [H, null]));
    }

    [Fact]
    public void Hash_AndAttributes_WithoutRedaction_AreThoseOfBefore()
    {
        FeatureSchema schema = Schema(null, [null]);
        Assert.Equal(FeatureSchema.ForFeatures([new("c0", FeatureType.String)]).Hash, schema.Hash);
        Assert.Null(schema.RedactionKeyId);
    }

    [Fact]
    public void OtherOrderAndTypes_OfARedactedSchema_KeepRedaction()
    {
        FeatureSchema schema = FeatureSchema.ForFeatures(
            [new("a", FeatureType.String) { Redaction = H }, new("b", FeatureType.Double) { IsUntyped = true }],
            M,
            KeyId
        );
        FeatureSchema turned = schema.InOrderOf("$Timestamp,$CorrelationId,$RequestId,b,a"u8)!;
        Assert.Equal((schema.Hash, "c:mask,1:hash", KeyId), (turned.Hash, turned.Redacted, turned.RedactionKeyId));
        FeatureSchema known = schema.WithKnownTypes("sl")!;
        Assert.Equal(("c:mask,0:hash", KeyId, "sl"), (known.Redacted, known.RedactionKeyId, known.ColumnTypes));
        Assert.Equal("s?", schema.WithKnownTypes("??")!.KnownTypes);
        Assert.Null(schema.WithKnownTypes("dd"));
    }

    [Fact]
    public void Schema_WithMoreMarksThanAnAttributeHolds_IsNone()
    {
        RedactionMethod?[] methods = [.. Enumerable.Range(0, 2_000).Select(i => i % 2 == 0 ? M : null)];
        Assert.Contains(
            "side by side",
            Assert.Throws<ArgumentException>(() => Schema(null, methods)).Message,
            StringComparison.Ordinal
        );
        Array.Sort(methods);
        FeatureSchema schema = Schema(null, methods);
        Assert.Equal("1000-1999:mask", schema.Redacted);
        // The order of a file is another's: rows are brought into it, whatever room its marks would take.
        string[] names = [.. Enumerable.Range(0, 1_000).SelectMany(i => new[] { $"c{i}", $"c{i + 1_000}" })];
        FeatureSchema? turned = schema.InOrderOf(
            System.Text.Encoding.UTF8.GetBytes("$Timestamp,$CorrelationId,$RequestId," + string.Join(',', names))
        );
        Assert.Equal(schema.Hash, turned?.Hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0:")]
    [InlineData(":mask")]
    [InlineData("c")]
    [InlineData("C:mask")]
    [InlineData("0:drop")]
    [InlineData("0:Mask")]
    [InlineData("0:mask,")]
    [InlineData("2:mask")]
    [InlineData("1-0:mask")]
    [InlineData("0:mask,0:mask")]
    [InlineData("c:mask,c:hash")]
    [InlineData("1:mask")]
    [InlineData("0:mask;1:mask")]
    public void Read_NoList_SaysSo(string text)
    {
        FeatureColumn[] columns =
        [
            .. SystemColumns.All,
            new("text", FeatureType.String),
            new("number", FeatureType.Double),
        ];
        Assert.Contains("redacted", RedactionMarks.Read(text, columns), StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_OfRedactionThatContradictsItself_IsNone()
    {
        Assert.Throws<ArgumentException>(() => Schema(null, [H], keyId: null));
        Assert.Throws<ArgumentException>(() => Schema(null, [M], "k1", isKeyForced: true));
        Assert.Throws<ArgumentException>(() => Schema(null, [H], "k 1"));
        Assert.Throws<ArgumentException>(() => Schema(null, [RedactionMethod.Drop]));
        Assert.Throws<ArgumentException>(() =>
            FeatureSchema.ForFeatures([new("a", FeatureType.Double) { Redaction = M }])
        );
        Assert.Throws<ArgumentException>(() =>
            FeatureSchema.ForFeatures([new("a", FeatureType.String) { Redaction = M, Exact = new(ExactTypeKind.Uuid) }])
        );
        FeatureColumn[] columns = [.. SystemColumns.All, new("a", FeatureType.String)];
        columns[2] = columns[2] with { Redaction = M };
        Assert.Throws<ArgumentException>(() => new FeatureSchema(columns));
    }

    private static RedactionMethod? H => RedactionMethod.Hash;

    private static RedactionMethod? M => RedactionMethod.Mask;

    private static FeatureSchema Schema(
        RedactionMethod? correlation,
        RedactionMethod?[] methods,
        string? keyId = KeyId,
        bool isKeyForced = false
    ) =>
        FeatureSchema.ForFeatures(
            [.. methods.Select((method, i) => new FeatureColumn($"c{i}", FeatureType.String) { Redaction = method })],
            correlation,
            isKeyForced || methods.Append(correlation).Contains(RedactionMethod.Hash) ? keyId : null
        );
}
