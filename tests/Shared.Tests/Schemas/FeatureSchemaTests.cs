using System.Text;

namespace ModelData.Tests.Schemas;

[Trait("Level", "Unit")]
public sealed class FeatureSchemaTests
{
    private static readonly FeatureColumn[] Features =
    [
        new("age", FeatureType.Double),
        new("city, country", FeatureType.String),
        new("n", FeatureType.Int64),
    ];

    private static readonly ExactType UInt64 = new(ExactTypeKind.UInt64);
    private static readonly ExactType Decimal = new(ExactTypeKind.Decimal);
    private static readonly ExactType Date = new(ExactTypeKind.Date);

    [Fact]
    public void ForFeatures_Columns_GetTheSystemColumnsFirst()
    {
        FeatureSchema schema = FeatureSchema.ForFeatures(Features);
        Assert.Equal(6, schema.Columns.Count);
        Assert.Equal("dsl", schema.ColumnTypes);
        Assert.Equal(
            "$Timestamp,$CorrelationId,$RequestId,age,\"city, country\",n\n",
            Encoding.UTF8.GetString(schema.HeaderLine.Span)
        );
    }

    [Fact]
    public void Hash_SameColumns_IsTheSameForEver()
    {
        FeatureSchema schema = FeatureSchema.ForFeatures(Features);
        Assert.Equal(Golden.Text("schema-hash.txt").Trim(), schema.Hash);
        Assert.Equal(schema, FeatureSchema.ForFeatures([.. Features]));
        Assert.Equal(schema.GetHashCode(), FeatureSchema.ForFeatures([.. Features]).GetHashCode());
    }

    [Fact]
    public void Hash_OtherNameOrType_Differs()
    {
        FeatureSchema schema = FeatureSchema.ForFeatures(Features);
        FeatureColumn[][] others =
        [
            [Features[0], Features[1], new("N", FeatureType.Int64)],
            [Features[0], Features[1], new("n", FeatureType.Int32)],
            [Features[0], Features[1]],
        ];
        foreach (FeatureColumn[] other in others)
        {
            Assert.NotEqual(schema, FeatureSchema.ForFeatures(other));
            Assert.NotEqual(schema.Hash, FeatureSchema.ForFeatures(other).Hash);
        }
    }

    [Fact]
    public void TypedHash_ExactTypes_CountsThemAndHashDoesNot()
    {
        FeatureSchema plain = FeatureSchema.ForFeatures([new("id", FeatureType.Double), new("at", FeatureType.String)]);
        Assert.Equal(plain.Hash, plain.TypedHash);
        Assert.Same(plain, plain.WithoutExactTypes());
        FeatureSchema[] typed =
        [
            Typed(UInt64, null),
            Typed(Decimal, null),
            Typed(Decimal with { Precision = 18, Scale = 4 }, null),
            Typed(Decimal with { Precision = 18, Scale = 5 }, null),
            Typed(null, Date),
            Typed(UInt64, Date),
        ];
        Assert.All(typed, schema => Assert.Equal(plain.Hash, schema.Hash));
        Assert.All(typed, schema => Assert.Equal(plain, schema.WithoutExactTypes()));
        Assert.Equal(typed.Length + 1, typed.Select(schema => schema.TypedHash).Append(plain.Hash).Distinct().Count());
        Assert.Equal(
            typed[0].TypedHash,
            new FeatureSchema([.. SystemColumns.All, .. typed[0].Columns.Skip(3).Reverse()]).TypedHash
        );
        // For ever: files have it in their names.
        Assert.Equal("9b02b40716a0caa2", typed[5].TypedHash);

        static FeatureSchema Typed(ExactType? id, ExactType? at) =>
            FeatureSchema.ForFeatures([
                new("id", FeatureType.Double) { Exact = id },
                new("at", FeatureType.String) { Exact = at },
            ]);
    }

    [Fact]
    public void Hash_OtherOrder_IsTheSameThoughTheSchemaDiffers()
    {
        FeatureSchema schema = FeatureSchema.ForFeatures(Features);
        FeatureSchema other = FeatureSchema.ForFeatures([Features[2], Features[0], Features[1]]);
        Assert.Equal(schema.Hash, other.Hash);
        Assert.NotEqual(schema, other);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\nb", "control")]
    [InlineData("age", "earlier")]
    [InlineData("$RequestId", "earlier")]
    public void Constructor_IllegalName_SaysWhy(string name, string why)
    {
        FeatureColumn[] features = [new("age", FeatureType.Double), new(name, FeatureType.Double)];
        ArgumentException error = Assert.Throws<ArgumentException>(() => FeatureSchema.ForFeatures(features));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_BeyondALimit_Throws()
    {
        static FeatureColumn[] Many(int count, int length) =>
            [.. Enumerable.Range(0, count).Select(i => new FeatureColumn($"{i}".PadLeft(length, 'x'), default))];

        Assert.Equal(EventLimits.MaxColumns, FeatureSchema.ForFeatures(Many(4093, 5)).Columns.Count);
        Assert.Throws<ArgumentException>(() => FeatureSchema.ForFeatures(Many(4094, 5)));
        Assert.Throws<ArgumentException>(() => FeatureSchema.ForFeatures(Many(1, 257)));
        Assert.Throws<ArgumentException>(() => FeatureSchema.ForFeatures(Many(2000, 256)));
        Assert.Throws<ArgumentException>(() => FeatureSchema.ForFeatures([]));
        Assert.Throws<ArgumentException>(() => FeatureSchema.ForFeatures([new("\uDC00", default)]));
        Assert.Throws<ArgumentException>(() => FeatureSchema.ForFeatures([new("a", (FeatureType)99)]));
        Assert.Throws<ArgumentException>(() => new FeatureSchema(Features));
    }
}
