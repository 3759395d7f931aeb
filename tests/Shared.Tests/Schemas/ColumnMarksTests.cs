using CsCheck;

namespace ModelData.Tests.Schemas;

/// <summary>What version 1.1 of the format says of columns beside their letters.</summary>
[Trait("Level", "Unit")]
public sealed class ColumnMarksTests
{
    private static readonly Gen<FeatureColumn> Column = Gen.OneOf(
        Gen.Int[0, 6].Select(type => new FeatureColumn("c", (FeatureType)type)),
        Gen.Const(new FeatureColumn("c", FeatureType.Double) { IsUntyped = true }),
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 28], Gen.Int[0, 28])
            .Select(
                (kind, precision, scale) =>
                    kind != (int)ExactTypeKind.Decimal || precision == 0
                        ? new ExactType((ExactTypeKind)kind)
                        : new ExactType(ExactTypeKind.Decimal, precision, Math.Min(precision, scale))
            )
            .Select(exact => new FeatureColumn("c", exact.Type) { Exact = exact })
    );

    [Fact]
    public void Attributes_OfAnyColumns_ReadBackAsTheyWere() =>
        Column
            .Array[1, 40]
            .Sample(columns =>
            {
                FeatureSchema schema = Schema(columns);
                FeatureColumn[] read =
                [
                    .. schema.Columns.Skip(SystemColumns.Count).Select(c => c with { IsUntyped = false, Exact = null }),
                ];
                Assert.Null(schema.Untyped is { } untyped ? ColumnMarks.ReadUntyped(untyped, read) : null);
                Assert.Null(schema.ExactTypes is { } exact ? ColumnMarks.ReadExact(exact, read) : null);
                Assert.Equal(schema.Columns.Skip(SystemColumns.Count), read);
            });

    [Fact]
    public void Hash_WithMarks_IsThatOfTheLetters()
    {
        FeatureSchema plain = Schema([new("c", FeatureType.Double), new("c", FeatureType.String)]);
        FeatureSchema marked = Schema([
            new("c", FeatureType.Double) { IsUntyped = true },
            new("c", FeatureType.String) { Exact = new(ExactTypeKind.Uuid) },
        ]);
        Assert.Equal((plain.Hash, plain.ColumnTypes), (marked.Hash, marked.ColumnTypes));
        Assert.Equal(("0", "1:uuid"), (marked.Untyped, marked.ExactTypes));
        Assert.NotEqual(plain, marked);
    }

    [Fact]
    public void Attributes_MoreThanAnAttributeHolds_SayWhatFits()
    {
        FeatureSchema untyped = Schema([
            .. Enumerable
                .Range(0, 4_000)
                .Select(i => new FeatureColumn("c", FeatureType.Double) { IsUntyped = i % 2 == 0 }),
        ]);
        ExactType exactType = new(ExactTypeKind.UInt64);
        FeatureSchema exact = Schema([
            .. Enumerable
                .Range(0, 4_000)
                .Select(i => new FeatureColumn("c", FeatureType.Double) { Exact = i % 2 == 0 ? exactType : null }),
        ]);

        Assert.True(untyped.HasUntyped);
        AssertFull(untyped.Untyped);
        AssertFull(exact.ExactTypes);
        FeatureColumn[] read = [.. exact.Columns.Skip(SystemColumns.Count).Select(it => it with { Exact = null })];
        Assert.Null(ColumnMarks.ReadExact(exact.ExactTypes!, read));
        Assert.Equal(2_000 - exact.UnsaidExactTypes, read.Count(it => it.Exact is not null));
        read = [.. untyped.Columns.Skip(SystemColumns.Count).Select(it => it with { IsUntyped = false })];
        Assert.Null(ColumnMarks.ReadUntyped(untyped.Untyped!, read));
        Assert.Equal(
            "0-3999",
            Schema([.. read.Select(_ => new FeatureColumn("c", FeatureType.Double) { IsUntyped = true })]).Untyped
        );

        static void AssertFull(string? text) =>
            Assert.InRange(text!.Length, EventLimits.MaxAttributeLength - 16, EventLimits.MaxAttributeLength);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("-")]
    [InlineData("-1")]
    [InlineData("2-1")]
    [InlineData("4")]
    [InlineData("0-4")]
    [InlineData("0,")]
    [InlineData(" 0")]
    [InlineData("99999999999")]
    [InlineData("a")]
    public void ReadUntyped_NoList_SaysWhatOneLooksLike(string text)
    {
        FeatureColumn[] columns =
        [
            .. Enumerable.Range(0, 4).Select(i => new FeatureColumn($"c{i}", FeatureType.Double)),
        ];
        Assert.Contains("untyped", ColumnMarks.ReadUntyped(text, columns), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0:")]
    [InlineData("0:int64")]
    [InlineData("0:uint64(1:1)")]
    [InlineData("0:decimal()")]
    [InlineData("0:decimal(")]
    [InlineData("0:decimal(0:0)")]
    [InlineData("0:decimal(29:1)")]
    [InlineData("0:decimal(4:5)")]
    [InlineData("0:decimal(4,2)")]
    [InlineData("0:decimal(4:2")]
    [InlineData("0:date")]
    [InlineData("0:UINT64")]
    public void ReadExact_NoList_SaysWhatOneLooksLike(string text)
    {
        FeatureColumn[] columns = [new("c", FeatureType.Double)];
        Assert.Contains("exacttypes", ColumnMarks.ReadExact(text, columns), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_WithMarksThatContradictTheirType_AreNoSchema()
    {
        Assert.Throws<ArgumentException>(() => Schema([new("c", FeatureType.String) { IsUntyped = true }]));
        Assert.Throws<ArgumentException>(() =>
            Schema([new("c", FeatureType.Int64) { Exact = new(ExactTypeKind.UInt64) }])
        );
        Assert.Throws<ArgumentException>(() =>
            Schema([new("c", FeatureType.Double) { Exact = new(ExactTypeKind.Decimal, 29, 0) }])
        );
    }

    private static FeatureSchema Schema(FeatureColumn[] columns) =>
        FeatureSchema.ForFeatures([.. columns.Select((column, i) => column with { Name = $"c{i}" })]);
}
